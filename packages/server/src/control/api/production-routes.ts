import { createRoute, z } from '@hono/zod-openapi';
import { saidSchema } from '../../sentences/said.ts';
import { needs } from './access.ts';
import {
  answers,
  idParameter,
  jsonBody,
  localizedText,
  moment,
  reason,
  role,
  shellName,
  siteParameter,
  under,
} from './parts.ts';
import { switchSchema } from './switch-schemas.ts';

const scope = z.enum(['everybody', 'restricted']);

const rulesSchema = z.object({
  restricted: z.object({
    /** Null = everyone. */
    groups: z.array(z.string()).nullable(),
    exceptGroups: z.array(z.string()),
    exceptRoles: z.array(role),
    anonymous: z.boolean(),
  }),
  refused: z.array(z.object({ match: z.string(), for: scope, why: z.string() })),
  calls: z.array(z.string()),
  switches: z.array(
    z.object({ in: z.enum(['query', 'cookie', 'header', 'path']), name: z.string(), for: scope }),
  ),
  business: z.array(z.string()),
  removeHeaders: z.array(z.string()),
  hidesControls: z.boolean(),
  /** Of the policy; empty where the gate's own words stand. */
  text: localizedText,
});

const refusedSchema = z.object({
  at: moment,
  method: z.string(),
  path: z.string(),
  host: z.string().nullable(),
  clientAddress: z.string().nullable(),
  rule: z.object({ id: z.string(), detail: z.string(), detailSaid: saidSchema.nullable() }),
  reference: z.string().nullable(),
});

export const productionSchema = z
  .object({
    on: z.boolean(),
    epoch: z.int(),
    /** Who turned it on or off last, and when; null = nobody has, or it is no longer on record. */
    changed: z.object({ at: moment, actor: z.string(), reason: z.string() }).nullable(),
    /** What the configuration says of the application; null = no preset. */
    preset: z.string().nullable(),
    /** Null: the policy says nothing of production mode. */
    rules: rulesSchema.nullable(),
    /** Of the people who came since this server started, and of whom groups are known: how many are in those that it names. */
    seen: z.object({
      people: z.int(),
      groups: z.array(z.object({ group: z.string(), people: z.int() })),
    }),
    /** Shut by production mode lately, newest first, by this server. */
    refused: z.array(refusedSchema),
  })
  .openapi('Production');

export const incidentSchema = z
  .object({
    id: z.string(),
    at: moment,
    expiresAt: moment,
    method: z.string(),
    path: z.string(),
    status: z.int(),
    channel: z.enum(['page', 'text', 'json', 'json-rpc', 'xml-rpc', 'graphql', 'exception']),
    name: z.string().nullable(),
  })
  .openapi('Incident');

export const originalSchema = z
  .object({
    /** What the application sent. Text where it is UTF-8, else in base64. */
    original: z.string(),
    encoding: z.enum(['utf8', 'base64']),
    isCut: z.boolean(),
    subject: z.string().nullable(),
    role,
    clientAddress: z.string().nullable(),
  })
  .openapi('IncidentOriginal');

const turn = z.strictObject({
  reason,
  actor: shellName,
  /** Change only if the switch still has this epoch: what was looked at is what is changed. */
  expectedEpoch: z.int().optional(),
  /** Turn on although the way to sign in leads to what it shuts. */
  force: z.boolean().optional(),
});

export type TurnProductionBody = z.input<typeof turn>;

const turned = answers(z.object({ switch: switchSchema, changed: z.boolean() }));

export const productionRoutes = {
  read: {
    access: needs('read'),
    route: createRoute({
      method: 'get',
      path: under('/production'),
      summary: 'Whether production mode is on, what it does, and what it shut lately',
      request: { params: siteParameter },
      responses: answers(productionSchema),
    }),
  },
  on: {
    access: needs('switch', { recent: true }),
    route: createRoute({
      method: 'post',
      path: under('/production/on'),
      summary: 'Turn production mode on; it opens no window',
      request: { params: siteParameter, ...jsonBody(turn) },
      responses: turned,
    }),
  },
  off: {
    access: needs('switch', { recent: true }),
    route: createRoute({
      method: 'post',
      path: under('/production/off'),
      summary: 'Turn production mode off',
      request: { params: siteParameter, ...jsonBody(turn) },
      responses: turned,
    }),
  },
  incidents: {
    access: needs('audit'),
    route: createRoute({
      method: 'get',
      path: under('/incidents'),
      summary: 'Technical errors that restricted readers did not get to see, newest first',
      request: {
        params: siteParameter,
        query: z.object({
          limit: z.coerce.number().int().min(1).max(500).optional(),
          /** The last one that is known already. */
          afterAt: z.coerce.number().int().optional(),
          afterId: z.string().max(64).optional(),
        }),
      },
      responses: answers(z.object({ incidents: z.array(incidentSchema) })),
    }),
  },
  incident: {
    access: needs('audit', { recent: true }),
    route: createRoute({
      method: 'get',
      path: under('/incidents/{id}'),
      summary:
        'One technical error by the id that its reader was told, with what the application sent; goes on record',
      request: { params: idParameter, query: z.object({ actor: shellName }) },
      responses: answers(
        z.object({
          incident: incidentSchema,
          /** Null = it cannot be decrypted any more: its secret was rotated out. */
          contents: originalSchema.nullable(),
        }),
      ),
    }),
  },
};
