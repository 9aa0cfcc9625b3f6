import { type Decision, type Judgement, keptText, pathOnRecord } from '@portcullis/gate';

/** A decided request as it is kept: what people look for, in short strings of their own. */
export interface KeptDecision {
  /** Grows by one with each request that the server decided. */
  readonly number: number;
  readonly at: number;
  readonly method: string;
  /** As on record: without its query, and of long tokens the beginning. */
  readonly path: string;
  readonly host: string | null;
  readonly clientAddress: string | null;
  readonly kind: Decision['kind'];
  readonly access: 'read' | 'write' | 'unknown' | null;
  readonly rule: Decision['rule'];
  readonly mode: Decision['mode'];
  readonly standing: Decision['standing'];
  readonly isUpgrade: boolean;
  /** What a refused visitor reads to support. */
  readonly reference: string | null;
}

export interface KeptMoment {
  readonly number: number;
  readonly at: number;
  readonly reference: string | null;
}

export function keptDecision(
  { request }: Pick<Judgement, 'request'>,
  decision: Decision,
  { number, at, reference }: KeptMoment,
): KeptDecision {
  const { kind, rule, mode, standing } = decision;
  const { host, target } = request;
  const { address } = request.client;
  return {
    number,
    at,
    method: keptText(request.raw.method, 32),
    path: keptText(pathOnRecord(target.path), 256),
    host: host === null ? null : keptText(host, 256),
    clientAddress: address === null ? null : keptText(address, 64),
    kind,
    access: accessOn(request, decision),
    rule: { id: rule.id, detail: keptText(rule.detail, 256) },
    mode,
    standing: {
      ...standing,
      subject: standing.subject === null ? null : keptText(standing.subject, 320),
    },
    isUpgrade: request.raw.upgrade,
    reference,
  };
}

/** What was decided by; where nobody had to look, what its head says. */
function accessOn(request: Judgement['request'], decision: Decision): KeptDecision['access'] {
  if (request.target.malformed !== null) return null;
  if ((decision.kind === 'allow' || decision.kind === 'refuse') && decision.access !== null)
    return decision.access;
  return decision.kind === 'confirm' ? 'write' : request.access;
}
