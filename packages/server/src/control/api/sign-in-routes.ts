import { createRoute, z } from '@hono/zod-openapi';
import { anybody, signedIn } from './access.ts';
import {
  answers,
  creates,
  jsonBody,
  moment,
  newName,
  operatorRole,
  scope,
  siteParameter,
  under,
} from './parts.ts';

/** As it was given once, also before today's rules for new ones. */
const name = z.string().trim().min(1).max(128);
/** Length is what makes a password hard; argon2id takes them whole. */
const newPassword = z.string().min(12, 'expected at least 12 characters').max(1_024);
const password = z.string().min(1).max(1_024);
/** Six digits, or a recovery code such as `k7q2-9fmx-3hvp`. */
const code = z.string().trim().min(6).max(64);

/** Who is signed in, and what the console may show. */
const sessionSchema = z
  .object({
    operator: z.object({ id: z.string(), name: z.string(), role: operatorRole }),
    scopes: z.array(scope),
    /** To be sent back as `Portcullis-Console` with everything but GET. */
    token: z.string(),
    /** Until then, changing a live site needs no new proof. */
    confirmedUntil: moment,
    expiresAt: moment,
    hasPassword: z.boolean(),
    secondFactor: z.enum(['none', 'confirmed']),
    recoveryCodesLeft: z.int(),
    /** Where the server sees this browser. */
    address: z.string().nullable(),
  })
  .openapi('Session');

const signInResultSchema = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('signed-in'), session: sessionSchema }),
    /** The password was right; a code of the second factor is needed next. */
    z.object({ kind: z.literal('code-needed') }),
  ])
  .openapi('SignInResult');

export const signInRoutes = {
  options: {
    access: anybody,
    route: createRoute({
      method: 'get',
      path: under('/sign-in'),
      summary: 'How somebody can sign in, and whether the first owner is missing',
      request: { params: siteParameter },
      responses: answers(
        z
          .object({
            site: z.string(),
            brand: z.string(),
            /** Nobody is an operator yet: the code that the server printed makes the first owner. */
            firstRun: z.boolean(),
            password: z.boolean(),
            /** An OpenID provider, by the name for its button. */
            provider: z.string().nullable(),
          })
          .openapi('SignInOptions'),
      ),
    }),
  },
  withPassword: {
    access: anybody,
    route: createRoute({
      method: 'post',
      path: under('/sign-in'),
      summary: 'Sign in with name and password',
      request: {
        params: siteParameter,
        ...jsonBody(
          z.strictObject({
            name,
            password,
            /** Of a second factor: lets who has one in at once, also while tries are delayed. */
            code: code.optional(),
          }),
        ),
      },
      responses: answers(signInResultSchema),
    }),
  },
  withCode: {
    access: anybody,
    route: createRoute({
      method: 'post',
      path: under('/sign-in/code'),
      summary: 'Enter the code of the second factor, or a recovery code',
      request: { params: siteParameter, ...jsonBody(z.strictObject({ code })) },
      responses: answers(signInResultSchema),
    }),
  },
  withProvider: {
    access: anybody,
    route: createRoute({
      method: 'get',
      path: under('/sign-in/provider'),
      summary: 'Go to the OpenID provider',
      request: {
        params: siteParameter,
        query: z.object({
          /** A page of the console to come back to, `/traffic?view=ledger`; the start page for all that is none. */
          returnTo: z.string().optional(),
        }),
      },
      responses: { 302: { description: 'To the provider' } },
    }),
  },
  fromProvider: {
    access: anybody,
    route: createRoute({
      method: 'get',
      path: under('/sign-in/provider/callback'),
      summary: 'Come back from the OpenID provider',
      request: { params: siteParameter },
      responses: { 302: { description: 'Into the console' } },
    }),
  },
  /** The code that the server printed for the first owner, or of an invitation. */
  enrol: {
    access: anybody,
    route: createRoute({
      method: 'post',
      path: under('/enrolments'),
      summary: 'Become the first owner, or accept an invitation, with a one-time code',
      request: {
        params: siteParameter,
        ...jsonBody(
          z.strictObject({
            code: z.string().trim().min(1).max(128),
            /** The first owner chooses one; an invitation has it already. */
            name: newName.optional(),
            password: newPassword,
          }),
        ),
      },
      responses: creates(signInResultSchema),
    }),
  },
  signOut: {
    access: signedIn,
    route: createRoute({
      method: 'post',
      path: under('/sign-out'),
      summary: 'End this session, or every session of this operator',
      request: { params: siteParameter, ...jsonBody(z.strictObject({ everywhere: z.boolean() })) },
      responses: answers(z.object({ ended: z.int() })),
    }),
  },
  session: {
    access: signedIn,
    route: createRoute({
      method: 'get',
      path: under('/session'),
      summary: 'Who is signed in',
      request: { params: siteParameter },
      responses: answers(sessionSchema),
    }),
  },
  confirm: {
    access: signedIn,
    route: createRoute({
      method: 'post',
      path: under('/session/confirm'),
      summary: 'Prove again who it is: with the second factor where there is one, else with the password',
      request: {
        params: siteParameter,
        ...jsonBody(z.strictObject({ password: password.optional(), code: code.optional() })),
      },
      responses: answers(sessionSchema),
    }),
  },
  changePassword: {
    access: signedIn,
    route: createRoute({
      method: 'put',
      path: under('/session/password'),
      summary: 'Change the password; every other session of this operator ends',
      request: {
        params: siteParameter,
        ...jsonBody(z.strictObject({ current: password, next: newPassword })),
      },
      responses: answers(sessionSchema),
    }),
  },
  startSecondFactor: {
    access: signedIn,
    route: createRoute({
      method: 'post',
      path: under('/session/second-factor'),
      summary: 'Make a secret for one-time codes; it counts once a code of it was entered',
      request: { params: siteParameter, ...jsonBody(z.strictObject({ password: password.optional() })) },
      responses: creates(z.object({ secret: z.string(), uri: z.string() }).openapi('SecondFactorSecret')),
    }),
  },
  confirmSecondFactor: {
    access: signedIn,
    route: createRoute({
      method: 'post',
      path: under('/session/second-factor/confirm'),
      summary: 'Enter the first code; gives the recovery codes, once',
      request: { params: siteParameter, ...jsonBody(z.strictObject({ code })) },
      responses: answers(z.object({ session: sessionSchema, recoveryCodes: z.array(z.string()) })),
    }),
  },
  removeSecondFactor: {
    access: signedIn,
    route: createRoute({
      method: 'post',
      path: under('/session/second-factor/remove'),
      summary: 'Do without one-time codes again',
      request: {
        params: siteParameter,
        ...jsonBody(z.strictObject({ code })),
      },
      responses: answers(sessionSchema),
    }),
  },
  ownSessions: {
    access: signedIn,
    route: createRoute({
      method: 'get',
      path: under('/session/all'),
      summary: 'Where this operator is signed in',
      request: { params: siteParameter },
      responses: answers(
        z.object({
          sessions: z.array(
            z
              .object({
                id: z.string(),
                isThis: z.boolean(),
                createdAt: moment,
                seenAt: moment,
                address: z.string().nullable(),
                userAgent: z.string(),
              })
              .openapi('OperatorSession'),
          ),
        }),
      ),
    }),
  },
};
