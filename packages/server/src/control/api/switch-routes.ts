import { createRoute, z } from '@hono/zod-openapi';
import { saidSchema } from '../../sentences/said.ts';
import { needs } from './access.ts';
import {
  answers,
  areas,
  creates,
  gives,
  idParameter,
  jsonBody,
  localizedText,
  mode,
  moment,
  reason,
  shellName,
  siteParameter,
  under,
} from './parts.ts';
import { linkOrigin, subject } from './pass-routes.ts';
import { phase } from './status-routes.ts';
import { switchSchema } from './switch-schemas.ts';

const headerList = z.array(z.string().max(8_192)).max(40);

const credentials = z.strictObject({
  /** `admin.example.com`, with or without a port; null = where people usually reach the gate. */
  host: z
    .string()
    .regex(/^(?:[\w.-]{1,253}|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/i, 'expected a host name')
    .nullable(),
  /** Names and values by turns. */
  headers: headerList,
  address: z.union([z.ipv4(), z.ipv6()]).nullable(),
});

/** What proves that whoever turns on gets in. */
const proof = z.strictObject({
  credentials: credentials.nullable().default(null),
  /** Mint a write pass for this subject and prove the way in with it. */
  passFor: subject.nullable().default(null),
  /** Where the link of that pass leads; null = where it can write. */
  passUrl: linkOrigin.nullable().default(null),
  breakGlassToken: z
    .string()
    .regex(/^[\w-]{16,64}$/)
    .nullable()
    .default(null),
});

const expires = z
  .strictObject({ at: z.int(), then: z.literal('open') })
  .nullable()
  .default(null);

const wanted = {
  mode,
  areas: areas.default({}),
  /** Message, button, what is paused, what still works, contact; checked like the policy's. */
  notice: z.record(z.string(), z.unknown()).default({}),
};

export const turnOnSchema = z
  .strictObject({
    ...wanted,
    reason,
    actor: shellName,
    expected: z
      .strictObject({ earliest: z.int(), latest: z.int(), nextUpdateAt: z.int().nullable() })
      .nullable()
      .default(null),
    expires,
    proof: proof.prefault({}),
    /** Go on although no way in was proven. */
    force: z.boolean().default(false),
    /** Loosen a window that somebody else opened, end it, or have it open earlier. */
    anyway: z.boolean().default(false),
    /** Change only if the switch still has this epoch: what was looked at is what is changed. */
    expectedEpoch: z.int().optional(),
  })
  .openapi('TurnOn');

export type TurnOnBody = z.input<typeof turnOnSchema>;

const turnOffSchema = z.strictObject({
  reason: z.string().trim().max(500).default(''),
  actor: shellName,
  /** End a window that somebody else opened. */
  anyway: z.boolean().default(false),
  areas: z.array(z.string()).default([]),
  /** Open although a database or a worker cannot be reached: it follows once it can. */
  force: z.boolean().default(false),
  /** What was done with a pass for a test run went all the way through: asked for where there was one. */
  testPassed: z.boolean().default(false),
  expectedEpoch: z.int().optional(),
});

export type TurnOffBody = z.input<typeof turnOffSchema>;

const lockOutSchema = z
  .object({
    ok: z.boolean(),
    /** Whoever has a role that writes alone gets in by signing in: nobody needs another way in. */
    isSignInEnough: z.boolean(),
    ways: z.array(
      z.object({
        way: z.enum(['sign-in', 'credentials', 'pass', 'break-glass']),
        ok: z.boolean(),
        detail: z.string(),
        detailSaid: saidSchema,
        isUnknown: z.literal(true).optional(),
      }),
    ),
    warnings: z.array(z.string()),
    warningsSaid: z.array(saidSchema),
  })
  .openapi('LockOutCheck');

/** What of the sample of requests that is kept would be refused, were this in force: judged again, one by one. */
const impactSchema = z
  .object({
    /** How far back the requests go that were looked at. */
    since: moment,
    requests: z.int(),
    refused: z.int(),
    /** How many their bodies decide about, which are not kept: counted neither way. */
    unknown: z.int(),
    /** Most often first. */
    routes: z.array(z.object({ method: z.string(), route: z.string(), refused: z.int(), of: z.int() })),
  })
  .openapi('Impact');

const pageOptions = z.strictObject({
  ...wanted,
  reason: z.string().max(500).default(''),
  expected: z
    .strictObject({ earliest: z.int(), latest: z.int(), nextUpdateAt: z.int().nullable() })
    .nullable()
    .default(null),
  /** Settings that were not saved yet; null = those in force. */
  settings: z.record(z.string(), z.unknown()).nullable().default(null),
});

/** Of links and the button, and of the page behind them. */
const colorsSchema = z.object({ accent: z.string(), paper: z.string() });

const decision = z.enum(['go-on', 'cut', 'roll-back', 'try-again']);

const decideSchema = z.strictObject({
  decision,
  reason,
  actor: shellName,
  /** The phase that it is about; another one that has begun meanwhile is left alone. */
  phase: phase.optional(),
  /** Roll a window back that somebody else opened. */
  anyway: z.boolean().default(false),
});

export type DecideBody = z.input<typeof decideSchema>;

export const switchRoutes = {
  on: {
    access: needs('switch', { recent: true }),
    route: createRoute({
      method: 'post',
      path: under('/on'),
      summary:
        'Take the site, or areas of it, read-only or closed, after proving that the caller gets in. What makes nothing stricter needs no proof',
      request: { params: siteParameter, ...jsonBody(turnOnSchema) },
      responses: answers(
        z.object({
          switch: switchSchema,
          /** Null = none was needed: nothing becomes stricter. */
          lockOut: lockOutSchema.nullable(),
          /** The window that this change took the place of. */
          replaced: switchSchema.nullable(),
          /** The pass of `passFor`, shown once. */
          pass: z.object({ id: z.string(), link: z.string(), isFromThisMachine: z.boolean() }).nullable(),
        }),
      ),
    }),
  },
  off: {
    access: needs('switch', { recent: true }),
    route: createRoute({
      method: 'post',
      path: under('/off'),
      summary: 'Open the site, or some areas of it',
      request: {
        params: siteParameter,
        ...jsonBody(turnOffSchema),
      },
      responses: answers(z.object({ switch: switchSchema, changed: z.boolean() })),
    }),
  },
  decide: {
    access: needs('switch', { recent: true }),
    route: createRoute({
      method: 'post',
      path: under('/stillness/decide'),
      summary:
        'Decide how a phase goes on that waits: without what it waits for, by cutting that, by taking the turning on back, or by trying again',
      request: { params: siteParameter, ...jsonBody(decideSchema) },
      responses: answers(
        z.object({
          decision,
          /** What is gone on without, one line each; it is tried on. */
          leftBehind: z.array(z.string()),
        }),
      ),
    }),
  },
  check: {
    access: needs('switch'),
    route: createRoute({
      method: 'post',
      path: under('/on/check'),
      summary:
        'What turning on would meet: the ways in, tried, and what of the recent traffic would be refused',
      request: {
        params: siteParameter,
        ...jsonBody(z.strictObject({ ...wanted, expires, proof: proof.prefault({}) })),
      },
      /** `lockOut` is null where none is needed: nothing would become stricter. */
      responses: answers(z.object({ lockOut: lockOutSchema.nullable(), impact: impactSchema })),
    }),
  },
  /** The page itself is fetched by its id, so that a frame can show it under its own Content-Security-Policy. */
  preview: {
    access: needs('read'),
    route: createRoute({
      method: 'post',
      path: under('/previews'),
      summary: 'Make the real page and the real answer to a program, as visitors would get them',
      request: { params: siteParameter, ...jsonBody(pageOptions) },
      responses: creates(
        z
          .object({
            id: z.string(),
            languages: z.array(z.string()),
            /** Of the page as it is drawn: `#1d5f6e`. */
            colors: z.object({ light: colorsSchema, dark: colorsSchema }),
            /** The answer to a program, as it is sent. */
            json: z.object({ status: z.int(), headers: z.record(z.string(), z.string()), body: z.unknown() }),
            /** What restricted readers are told in production mode instead of a technical error, by language. */
            errorTexts: localizedText,
            expiresAt: moment,
          })
          .openapi('Preview'),
      ),
    }),
  },
  previewPage: {
    access: needs('read'),
    route: createRoute({
      method: 'get',
      path: under('/previews/{id}'),
      summary: 'The page of a preview, to be shown in a frame of the console',
      request: {
        params: idParameter,
        query: z.object({
          language: z.string().max(35).optional(),
          theme: z.enum(['light', 'dark']).optional(),
          /** `error`: the page in place of a technical error. @default the page of the window */
          shows: z.enum(['window', 'error']).optional(),
        }),
      },
      responses: gives('text/html', 'The page'),
    }),
  },
};
