import { count } from './count.ts';

export const signInTexts = {
  title: (brand: string) => `Sign in to ${brand}`,
  lead: 'The console of its gate: one switch, and proof that it works.',
  name: 'Name',
  password: 'Password',
  signIn: 'Sign in',
  withProvider: (provider: string) => `Sign in with ${provider}`,
  or: 'or',
  nothingOffered: 'Nobody can sign in here',
  nothingOfferedHelp:
    'Neither passwords nor a provider are switched on. On the host, portcullis status and portcullis on still work.',
  codeTitle: 'One more step',
  codeLead: 'Enter the six digits that your authenticator shows, or one of your recovery codes.',
  code: 'Code',
  codeIfAny: 'Code, if you have a second factor',
  codeIfAnyHelp: 'With it you need not wait for what others tried. Without one, leave this empty and wait.',
  continue: 'Continue',
  startOver: 'Sign in as somebody else',
  firstRunTitle: 'Welcome to Portcullis',
  firstRunLead: (brand: string) =>
    `Nobody works with the console of ${brand} yet. You become its first owner.`,
  firstRunCode: 'One-time code',
  firstRunCodeHelp: 'Portcullis printed it where it was started. It proves that the host is yours.',
  yourName: 'Your name',
  yourNameHelp: 'It stands on record beside everything you do. An e-mail address is a good one.',
  newPassword: 'Password',
  newPasswordHelp: (least: number) =>
    `At least ${count(least, { one: '# character', other: '# characters' })}. Length is what makes it hard: four words are better than one with signs.`,
  becomeOwner: 'Become the owner',
  enrolTitle: 'You are invited',
  enrolLead: (brand: string) => `Choose a password, and you can work with the console of ${brand}.`,
  enrolNoCode: 'This link is not whole',
  enrolNoCodeHelp: 'The part after # is missing. Open the invitation again, or enter its code here.',
  enrolCode: 'Code of the invitation',
  accept: 'Accept the invitation',
  confirmTitle: 'Is it still you?',
  confirmLead: 'You are about to change a live site. Who you are was last proved more than 15 minutes ago.',
  confirm: 'Confirm',
  confirmByProvider:
    'You sign in with a provider: do so once more, then ask for the change again. Nothing was changed yet.',
  providerFailed: 'Signing in with the provider did not work',
  providerFailedHelp:
    'Try again. If it stays so, ask an owner whether you are invited by the name that the provider knows; the log of the server says more.',
};
