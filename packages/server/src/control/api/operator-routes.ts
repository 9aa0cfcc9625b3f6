import { createRoute, z } from '@hono/zod-openapi';
import { ownersOnly } from './access.ts';
import {
  answers,
  creates,
  idParameter,
  jsonBody,
  moment,
  newName,
  operatorRole,
  scope,
  shellName,
  siteParameter,
  under,
} from './parts.ts';

export const operatorSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    role: operatorRole,
    /** `invited`: the code was not used yet. */
    state: z.enum(['active', 'invited', 'disabled']),
    signsInWith: z.enum(['password', 'provider', 'nothing-yet']),
    secondFactor: z.boolean(),
    createdAt: moment,
    createdBy: z.string(),
    /** When one of the sessions that are open was last used. */
    seenAt: moment.nullable(),
    sessions: z.int(),
    version: z.int(),
  })
  .openapi('Operator');

/** Shown once. Whoever opens the link sets a password. */
const invitationSchema = z
  .object({ operator: operatorSchema, code: z.string(), expiresAt: moment })
  .openapi('Invitation');

export const keySchema = z
  .object({
    id: z.string(),
    name: z.string(),
    fingerprint: z.string(),
    scopes: z.array(scope),
    createdAt: moment,
    createdBy: z.string(),
    expiresAt: moment.nullable(),
    revokedAt: moment.nullable(),
    lastUsedAt: moment.nullable(),
  })
  .openapi('ApiKey');

const byActor = jsonBody(z.strictObject({ actor: shellName }));

/** Shown on the host; whoever reads it there becomes the first owner. */
const enrolmentCodeSchema = z
  .object({
    code: z.string(),
    expiresAt: moment,
    /** Where it is entered; null = the server has no console. */
    link: z.string().nullable(),
  })
  .openapi('EnrolmentCode');

export const operatorRoutes = {
  list: {
    access: ownersOnly,
    route: createRoute({
      method: 'get',
      path: under('/operators'),
      summary: 'Who works with the console',
      request: { params: siteParameter },
      responses: answers(z.object({ operators: z.array(operatorSchema) })),
    }),
  },
  invite: {
    access: ownersOnly,
    route: createRoute({
      method: 'post',
      path: under('/operators'),
      summary: 'Invite somebody; the code is shown once',
      request: {
        params: siteParameter,
        ...jsonBody(z.strictObject({ name: newName, role: operatorRole, actor: shellName })),
      },
      responses: creates(invitationSchema),
    }),
  },
  change: {
    access: ownersOnly,
    route: createRoute({
      method: 'patch',
      path: under('/operators/{id}'),
      summary:
        'Change role or name, disable or enable; a changed role ends nothing, a disabled operator is out at once',
      request: {
        params: idParameter,
        ...jsonBody(
          z.strictObject({
            version: z.int(),
            name: newName.optional(),
            role: operatorRole.optional(),
            disabled: z.boolean().optional(),
            actor: shellName,
          }),
        ),
      },
      responses: answers(operatorSchema),
    }),
  },
  reset: {
    access: ownersOnly,
    route: createRoute({
      method: 'post',
      path: under('/operators/{id}/reset'),
      summary: 'Take password and second factor away, end every session, and invite again',
      request: { params: idParameter, ...byActor },
      responses: answers(invitationSchema),
    }),
  },
  signOut: {
    access: ownersOnly,
    route: createRoute({
      method: 'post',
      path: under('/operators/{id}/sign-out'),
      summary: 'End every session of an operator',
      request: { params: idParameter, ...byActor },
      responses: answers(z.object({ ended: z.int() })),
    }),
  },
  enrolmentCode: {
    access: ownersOnly,
    route: createRoute({
      method: 'post',
      path: under('/enrolment-codes'),
      summary: 'A new code for the first owner, while nobody is an operator',
      request: { params: siteParameter, ...jsonBody(z.strictObject({})) },
      responses: creates(enrolmentCodeSchema),
    }),
  },
  remove: {
    access: ownersOnly,
    route: createRoute({
      method: 'delete',
      path: under('/operators/{id}'),
      summary: 'Remove an operator with all sessions',
      request: { params: idParameter, query: z.object({ actor: shellName }) },
      responses: answers(z.object({ removed: z.string() })),
    }),
  },
};

export const keyRoutes = {
  list: {
    access: ownersOnly,
    route: createRoute({
      method: 'get',
      path: under('/keys'),
      summary: 'Keys of programs, ended ones too',
      request: { params: siteParameter },
      responses: answers(z.object({ keys: z.array(keySchema) })),
    }),
  },
  create: {
    access: ownersOnly,
    route: createRoute({
      method: 'post',
      path: under('/keys'),
      summary: 'Make a key; it is shown once',
      request: {
        params: siteParameter,
        ...jsonBody(
          z.strictObject({
            name: newName,
            scopes: z.array(scope).min(1).max(5),
            /** Null = until it is revoked. */
            expiresInDays: z.int().min(1).max(730).nullable(),
            actor: shellName,
          }),
        ),
      },
      responses: creates(z.object({ key: keySchema, token: z.string() })),
    }),
  },
  revoke: {
    access: ownersOnly,
    route: createRoute({
      method: 'post',
      path: under('/keys/{id}/revoke'),
      summary: 'End a key',
      request: { params: idParameter, ...byActor },
      responses: answers(z.object({ revoked: z.string() })),
    }),
  },
};
