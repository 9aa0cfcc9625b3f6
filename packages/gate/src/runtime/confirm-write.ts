import type { Confirm } from '../model/decision.ts';
import { headerValues } from '../model/header.ts';
import type { RawRequest } from '../model/request.ts';
import type { SigningKey } from '../model/signing-key.ts';
import type { Clock } from '../ports/clock.ts';
import type { GateStore } from '../ports/gate-store.ts';
import type { CanonicalRequest } from '../reading/canonical-request.ts';
import type { AuditLog } from './audit/audit-log.ts';
import {
  type ConfirmedWrite,
  confirmationLifetimeMs,
  createConfirmation,
  openConfirmation,
} from './confirmation.ts';
import type { Endings } from './endings.ts';
import type { ConfirmInput, Judgement } from './judge.ts';
import { pathOnRecord } from './path-on-record.ts';
import type { View } from './view.ts';

export interface Confirmations {
  confirm(input: ConfirmInput): Promise<boolean>;
  /** A token for the write that a `confirm` decision asks to confirm. */
  issue(judgement: Judgement, decision: Confirm, nowMs: number): Promise<string>;
}

export interface ConfirmationsOptions {
  readonly site: string;
  /** The active one first. */
  readonly keys: readonly [SigningKey, ...SigningKey[]];
  readonly store: GateStore | null;
  readonly audit: AuditLog;
  readonly clock: Pick<Clock, 'wallMs'>;
  readonly endings: Endings;
}

export function createConfirmations(options: ConfirmationsOptions): Confirmations {
  const { site, keys, store, audit, clock, endings } = options;
  /** Everything that decides what the application will do. */
  function confirmedWrite(
    request: CanonicalRequest,
    { snapshot }: View,
    { subject, bodyDigest }: { readonly subject: string; readonly bodyDigest: string },
  ): ConfirmedWrite {
    const { headers } = request.raw;
    return {
      site,
      windowId: snapshot.switch.windowId,
      subject,
      method: request.raw.method,
      target: request.target.forward,
      bodyDigest,
      host: joined(headers, 'host')?.toLowerCase() ?? null,
      // The confirmation page repeats a form without saying again that it is UTF-8.
      contentType: joined(headers, 'content-type')?.replace(/;\s*charset=utf-8\s*$/i, '') ?? null,
      contentEncoding: joined(headers, 'content-encoding'),
      chosenBy: choosing.flatMap((name) => headerValues(headers, name).flatMap((value) => [name, value])),
      overrides: request.overrides,
    };
  }

  /** A request is judged again when the switch changes meanwhile: it has used up its own token by then. */
  const confirmedBefore = new WeakMap<RawRequest, string>();

  return {
    async confirm({ raw, request, known, token, view }) {
      const subject = known.identity?.subject ?? null;
      const digest = known.body?.digest ?? null;
      if (digest === null || subject === null || store === null) return false;
      const write = confirmedWrite(request, view, { subject, bodyDigest: digest });
      const opened = await openConfirmation(keys, token, { write, nowMs: clock.wallMs() });
      if (opened === null || endings.isOver(token, opened.expiresAt)) return false;
      if (confirmedBefore.get(raw) === token) return true;
      // Claimed before the record: a token is used up even if the write then fails.
      if (!(await store.passes.claim(site, `confirmation:${opened.nonce}`, opened.expiresAt))) {
        return false;
      }
      await audit.write({
        kind: 'write.confirmed',
        actor: subject,
        data: { method: write.method, path: pathOnRecord(request.target.path), bodyDigest: digest },
      });
      confirmedBefore.set(raw, token);
      return true;
    },
    async issue({ request, view, known }, decision, nowMs) {
      const subject = known.identity?.subject ?? null;
      if (subject === null) throw new Error('a confirmation needs a subject');
      const write = confirmedWrite(request, view, { subject, bodyDigest: decision.bodyDigest });
      const token = await createConfirmation(keys[0], write, nowMs);
      // Its time begins to run out now.
      endings.isOver(token, nowMs + confirmationLifetimeMs);
      return token;
    },
  };
}

/**
 * Not all headers: a person's browser sends others with the confirmation page than with the write itself. These no
 * browser changes by itself.
 */
const choosing: readonly string[] = [
  'accept-version',
  'action',
  'authorization',
  'content-md5',
  'depth',
  'destination',
  'idempotency-key',
  'if-match',
  'next-action',
  'overwrite',
  'prefer',
  'soapaction',
  'x-account-id',
  'x-action',
  'x-amz-target',
  'x-api-key',
  'x-api-version',
  'x-livewire',
  'x-organization-id',
  'x-organisation-id',
  'x-parse-session-token',
  'x-service-method',
  'x-tenant',
  'x-tenant-id',
  'x-version',
];

/** Everything that was said; null when nothing was. */
function joined(headers: readonly string[], name: string): string | null {
  const values = headerValues(headers, name);
  return values.length === 0 ? null : values.join(', ').trim();
}
