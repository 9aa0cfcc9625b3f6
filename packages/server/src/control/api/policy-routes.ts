import { createRoute, z } from '@hono/zod-openapi';
import { saidSchema } from '../../sentences/said.ts';
import { needs } from './access.ts';
import { answers, jsonBody, localizedText, moment, role, siteParameter, under } from './parts.ts';

/** One value of the policy in force. */
const policyValue = z
  .object({
    /** `policy.bypass.write`. */
    path: z.string(),
    value: z.unknown(),
    from: z.enum(['file', 'program', 'preset', 'default', 'settings', 'command-line']),
  })
  .openapi('PolicyValue');

export const policySchema = z
  .object({
    /** In force now, as one sentence. */
    effectiveRule: z.string(),
    effectiveRuleSaid: saidSchema,
    /** The same for each mode of the whole site. */
    rules: z.object({ open: z.string(), 'read-only': z.string(), closed: z.string() }),
    rulesSaid: z.object({ open: saidSchema, 'read-only': saidSchema, closed: saidSchema }),
    /** The file that the policy was read from; null = none. */
    file: z.string().nullable(),
    /** What the configuration says of the application; null = no preset. */
    preset: z.string().nullable(),
    digest: z.string(),
    warnings: z.array(z.string()),
    /** Null for one without a code. */
    warningsSaid: z.array(saidSchema.nullable()),
    values: z.array(policyValue),
    routes: z.array(
      z.object({
        match: z.string(),
        host: z.string().nullable(),
        says: z.array(z.string()),
        saysSaid: z.array(saidSchema),
        why: z.string(),
        /** It comes from the preset; nobody wrote it. */
        isOfPreset: z.boolean(),
        /** Paths that this rule speaks of. */
        examples: z.array(z.string()),
      }),
    ),
    areas: z.array(z.object({ name: z.string(), title: localizedText, routes: z.array(z.string()) })),
    /** What stops with the site beside its requests, as it is declared; how it stands is in the status. */
    beyondHttp: z.object({
      databases: z.array(
        z.object({
          name: z.string(),
          engine: z.enum(['postgres', 'sqlite']),
          /** Tables that each area writes to; empty = it closes as a whole. */
          areas: z.array(z.object({ area: z.string(), tables: z.array(z.string()) })),
        }),
      ),
      workers: z.array(
        z.object({
          name: z.string(),
          source: z.enum(['connect', 'processes', 'command']),
          /** It stops when one of these is not open; null = when the site is not. */
          areas: z.array(z.string()).nullable(),
        }),
      ),
    }),
  })
  .openapi('Policy');

export const policyRoutes = {
  policy: {
    access: needs('read'),
    route: createRoute({
      method: 'get',
      path: under('/policy'),
      summary: 'The policy in force, and where each value comes from',
      request: { params: siteParameter },
      responses: answers(policySchema),
    }),
  },
  test: {
    access: needs('read'),
    route: createRoute({
      method: 'post',
      path: under('/policy/test'),
      summary: 'What each mode does with some requests',
      request: {
        params: siteParameter,
        ...jsonBody(
          z.strictObject({
            requests: z
              .array(
                z.strictObject({ method: z.string().min(1).max(64), url: z.string().min(1).max(16_384) }),
              )
              .min(1)
              .max(50),
            as: role.default('visitor'),
          }),
        ),
      },
      responses: answers(
        z.object({
          results: z.array(
            z
              .object({
                method: z.string(),
                url: z.string(),
                access: z.string(),
                areas: z.array(z.string()),
                routes: z.array(z.string()),
                /** By mode of the whole site. */
                outcomes: z.object({
                  open: z.object({ kind: z.string(), rule: z.string() }),
                  'read-only': z.object({ kind: z.string(), rule: z.string() }),
                  closed: z.object({ kind: z.string(), rule: z.string() }),
                }),
                /** What is wrong with the request itself; null = nothing. */
                problem: z.string().nullable(),
                problemSaid: saidSchema.nullable(),
              })
              .openapi('TestedRequest'),
          ),
        }),
      ),
    }),
  },
};

const contact = z.strictObject({
  email: z.string().max(320).optional(),
  phone: z.string().max(64).optional(),
  url: z.string().max(2_048).optional(),
});

/** Checked further like `policy.page` and a notice are. */
export const settingsSchema = z
  .strictObject({
    page: z.strictObject({
      brand: z.string().max(200).optional(),
      logo: z.string().max(90_000).optional(),
      colors: z
        .strictObject({ accent: z.string().max(32).optional(), accentDark: z.string().max(32).optional() })
        .optional(),
      languages: z.array(z.string().max(35)).max(50).optional(),
      texts: z.record(z.string(), z.record(z.string(), z.string())).optional(),
      contact: contact.optional(),
      timeZone: z.string().max(64).optional(),
    }),
    defaults: z.strictObject({
      message: localizedText,
      button: z.strictObject({ label: localizedText, url: z.string().max(2_048) }).nullable(),
    }),
    /** Said in production mode instead of a technical error; left out = what the policy says. */
    production: z.strictObject({ text: localizedText }).optional(),
  })
  .openapi('Settings');

export const storedSettingsSchema = z
  .object({
    /** What operators set; null = nothing. */
    settings: settingsSchema.nullable(),
    /** To be sent with the next change. */
    epoch: z.int(),
    changedAt: moment.nullable(),
    changedBy: z.string().nullable(),
    /** What the file says, for what is not set here. */
    file: settingsSchema.shape.page,
    /** Languages that the product brings texts for. */
    knownLanguages: z.array(z.string()),
  })
  .openapi('StoredSettings');

export const settingsRoutes = {
  read: {
    access: needs('read'),
    route: createRoute({
      method: 'get',
      path: under('/settings'),
      summary: 'What operators set while the server runs',
      request: { params: siteParameter },
      responses: answers(storedSettingsSchema),
    }),
  },
  change: {
    access: needs('settings', { recent: true }),
    route: createRoute({
      method: 'put',
      path: under('/settings'),
      summary: 'Set them; every server of the site confirms them like a change of the switch',
      request: {
        params: siteParameter,
        ...jsonBody(z.strictObject({ expectedEpoch: z.int(), settings: settingsSchema })),
      },
      responses: answers(storedSettingsSchema),
    }),
  },
};
