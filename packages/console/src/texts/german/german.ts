import type { Catalogue } from '../catalogue.ts';
import { accountTexts } from './account-texts.ts';
import { changeTexts } from './change-texts.ts';
import { commonTexts } from './common-texts.ts';
import { nowTexts } from './now-texts.ts';
import { shellTexts } from './shell-texts.ts';
import { signInTexts } from './sign-in-texts.ts';
import { stillnessTexts } from './stillness-texts.ts';
import { switchTexts } from './switch-texts.ts';
import { watchTexts } from './watch-texts.ts';

export const german: Catalogue = {
  common: commonTexts,
  shell: shellTexts,
  signIn: signInTexts,
  account: accountTexts,
  now: nowTexts,
  change: changeTexts,
  stillness: stillnessTexts,
  watch: watchTexts,
  switch: switchTexts,
};
