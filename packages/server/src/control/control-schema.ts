import { passLongestTtlMs } from '@portcullis/gate';
import { z } from 'zod';
import { actorOnRecord, shellActor } from '../switching/actor-on-record.ts';

/** Bodies of the control API. Strict: what is not understood is refused. */
const mode = z.enum(['open', 'read-only', 'closed']);
const reason = z.string().trim().min(1, 'expected a reason').max(500);

/** The longest e-mail address; with every character of three bytes it still fits a cookie. */
const longestSubjectBytes = 320;

const subject = z
  .string()
  .trim()
  .min(1)
  .max(256)
  // As in every place where subjects are read: control characters and the like are no part of a name.
  .regex(/^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]*$/u, 'expected a name without control characters')
  .refine((text) => Buffer.byteLength(text) <= longestSubjectBytes, {
    error: ({ input }) =>
      `expected at most ${longestSubjectBytes} bytes of UTF-8, got ${Buffer.byteLength(String(input))}: the pass must fit a cookie`,
  });
const actorName = z.string().min(1).max(128);
/** For what goes on record without further use of the name. */
const recordedActor = actorName.transform((name) => actorOnRecord(shellActor(name)));
/** Where its holder reaches the gate, for the link of a pass: `https://admin.example.com`. */
const linkOrigin = z
  .url({ protocol: /^https?$/, error: 'expected an origin such as https://admin.example.com' })
  .refine((text) => /^https?:\/\/[^/?#@\\]+\/?$/i.test(text), 'expected an origin without path or query')
  .transform((text) => new URL(text).origin);
const headerList = z.array(z.string().max(8_192)).max(40);

const callerSchema = z.strictObject({
  /** `admin.example.com`, with or without a port; null = where people usually reach the gate. */
  host: z
    .string()
    .regex(/^(?:[\w.-]{1,253}|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/i, 'expected a host name')
    .nullable(),
  headers: headerList,
  address: z.union([z.ipv4(), z.ipv6()]).nullable(),
});

export const switchOnSchema = z.strictObject({
  mode: z.enum(['open', 'read-only', 'closed']),
  areas: z.record(z.string(), mode).default({}),
  /** Checked by `parseNotice`. */
  notice: z.record(z.string(), z.unknown()).default({}),
  reason,
  actor: actorName,
  expected: z
    .strictObject({ earliest: z.int(), latest: z.int(), nextUpdateAt: z.int().nullable() })
    .nullable()
    .default(null),
  expires: z
    .strictObject({ at: z.int(), then: z.literal('open') })
    .nullable()
    .default(null),
  proof: z
    .strictObject({
      credentials: callerSchema.nullable().default(null),
      /** Mint a write pass for this subject and prove the way in with it. */
      passFor: subject.nullable().default(null),
      /** Where the link of that pass leads; null = where it can write. */
      passUrl: linkOrigin.nullable().default(null),
      breakGlassToken: z
        .string()
        .regex(/^[\w-]{16,64}$/)
        .nullable()
        .default(null),
    })
    .prefault({}),
  force: z.boolean().default(false),
});

export const switchOffSchema = z.strictObject({
  reason: z.string().trim().max(500).default(''),
  actor: actorName,
  anyway: z.boolean().default(false),
  areas: z.array(z.string()).default([]),
});

/** More is not read for a decision either. */
const bodyMostCharacters = 1_048_576;

export const explainSchema = z.strictObject({
  method: z.string().min(1).max(64),
  /** A path, or a URL whose host counts. */
  url: z.string().min(1).max(16_384),
  headers: headerList.default([]),
  address: z.union([z.ipv4(), z.ipv6()], 'expected an IP address').nullable().default(null),
  /** The content of the request; null = none. */
  body: z.string().max(bodyMostCharacters).nullable().default(null),
  /** Judge as if identity had named this caller; null = look at the headers. */
  as: z
    .strictObject({ role: z.enum(['admin', 'support', 'allowed', 'visitor']), subject: z.string().min(1) })
    .nullable()
    .default(null),
  /** Judge as if the site were in this mode. */
  mode: mode.nullable().default(null),
});

/** Shorter, it ends before its holder has the link. */
const passShortestTtlMs = 60_000;

export const passCreateSchema = z.strictObject({
  subject,
  scope: z.enum(['read', 'write']),
  ttlMs: z
    .int()
    .min(passShortestTtlMs)
    .max(passLongestTtlMs, `expected at most ${passLongestTtlMs / 3_600_000} h`),
  /** Where its link leads; null = where the pass can do what it is for. */
  url: linkOrigin.nullable().default(null),
  actor: recordedActor,
});

export const revokeSchema = z.strictObject({ actor: recordedActor });
export const removeInstanceSchema = z.strictObject({ actor: recordedActor, reason });

export type SwitchOnBody = z.input<typeof switchOnSchema>;
export type SwitchOffBody = z.input<typeof switchOffSchema>;
export type ExplainBody = z.input<typeof explainSchema>;
export type PassCreateBody = z.input<typeof passCreateSchema>;
