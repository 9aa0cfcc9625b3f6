import type { Policy } from '@portcullis/gate';
import { z } from 'zod';

/** How somebody signs in and reads what only those see who have, to find out whether people can while databases are closed. */
export interface SignInTrialConfig {
  readonly user: string;
  readonly password: string;
  readonly way: SignInWay;
  /** Only whoever is signed in may read it. */
  readonly read: string;
  /** A text that the page must have; null = its status is enough. */
  readonly contains: string | null;
  /** Called afterwards, so that no session is left; null = it ends by itself. */
  readonly signOut: { readonly method: 'GET' | 'POST'; readonly target: string } | null;
  /** For each request. */
  readonly timeoutMs: number;
}

export type SignInWay =
  /** The form of a page, with its hidden fields and its cookies; names of fields: null = as the form has them. */
  | {
      readonly kind: 'form';
      readonly page: string;
      readonly userField: string | null;
      readonly passwordField: string | null;
      readonly fields: Readonly<Record<string, string>>;
    }
  /** An address that takes them without a form. */
  | {
      readonly kind: 'endpoint';
      readonly target: string;
      readonly format: 'json' | 'form';
      readonly userField: string;
      readonly passwordField: string;
      readonly fields: Readonly<Record<string, string>>;
    };

const path = z
  .string()
  .regex(
    /^\/(?!\/)[\x21-\x7e]*$/,
    'expected a path of the site such as "/account", as it stands in a request',
  );
const field = z.string().min(1).max(200);

export const signInTrialSchema = z.strictObject({
  user: z.string().min(1).max(500),
  passwordFrom: z.string().regex(/^[A-Z_][A-Z\d_]*$/, 'expected the name of an environment variable'),
  page: path.optional(),
  endpoint: path.optional(),
  format: z.enum(['json', 'form']).default('json'),
  userField: field.optional(),
  passwordField: field.optional(),
  fields: z.record(field, z.string().max(2_000)).default({}),
  read: path,
  contains: z.string().min(1).max(2_000).optional(),
  signOut: z
    .string()
    .regex(/^(?:(?:GET|POST) )?\/(?!\/)[\x21-\x7e]*$/, 'expected a path such as "/logout" or "POST /logout"')
    .optional(),
  timeoutMs: z.int().min(100).max(60_000).default(5_000),
});

export interface ReadSignInTrialOptions {
  readonly policy: Policy;
  /** The environment; null = nothing will be tried, and nothing is missed. */
  readonly variable: ((name: string) => string | undefined) | null;
}

/** Throws nothing: what cannot be used is among `problems`, each with its place. */
export function readSignInTrial(
  input: z.output<typeof signInTrialSchema> | undefined,
  { policy, variable }: ReadSignInTrialOptions,
): { readonly signIn: SignInTrialConfig | null; readonly problems: readonly string[] } {
  if (input === undefined) return { signIn: null, problems: [] };
  const { user, passwordFrom, endpoint, fields, read, contains, timeoutMs } = input;
  const problems: string[] = [];
  const page = input.page ?? policy.signIn.page;
  if (input.page !== undefined && endpoint !== undefined) {
    problems.push('stillness.signIn: expected either page or endpoint, got both');
  } else if (page === null && endpoint === undefined) {
    problems.push(
      'stillness.signIn.page: expected the page with the form, here or as policy.signIn.page, or else an endpoint, got neither',
    );
  }
  const password = variable?.(passwordFrom) ?? '';
  if (password === '' && variable !== null) {
    problems.push(`stillness.signIn.passwordFrom: expected ${passwordFrom} in the environment, got nothing`);
  }
  const { userField = null, passwordField = null } = input;
  const way: SignInWay =
    endpoint === undefined
      ? { kind: 'form', page: page ?? '/', userField, passwordField, fields }
      : {
          kind: 'endpoint',
          target: endpoint,
          format: input.format,
          userField: userField ?? 'username',
          passwordField: passwordField ?? 'password',
          fields,
        };
  const signOut = readSignOut(input.signOut ?? policy.signIn.signOut);
  return { problems, signIn: { user, password, way, read, contains: contains ?? null, signOut, timeoutMs } };
}

function readSignOut(text: string | null): SignInTrialConfig['signOut'] {
  if (text === null) return null;
  return text.startsWith('POST ')
    ? { method: 'POST', target: text.slice('POST '.length) }
    : { method: 'GET', target: text.replace(/^GET /, '') };
}
