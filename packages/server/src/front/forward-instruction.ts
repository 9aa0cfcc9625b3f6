import {
  type CanonicalRequest,
  type CompiledPolicy,
  cookieLineWithoutOwn,
  isHttps,
  type Judgement,
  mayHoldOwnCookies,
  noticeFor,
  type RawRequest,
} from '@portcullis/gate';
import { conditionalHeaders, limitAcceptEncoding } from '../banner/rewrite-request-headers.ts';
import type { ForwardInstruction, Forwarding } from '../proxy/contract.ts';
import { planResponse } from './response-plan.ts';

type Instruction = Omit<ForwardInstruction, 'onError'>;

interface Sent {
  /** The signed decision for the application. */
  readonly header: string | null;
  /** The body when it was read for the decision; null = it is still on the wire. */
  readonly body: Uint8Array | null;
}

const noHeaders: ForwardInstruction['set'] = Object.freeze([]);

/** What the proxy does with an allowed request: which headers go, which are set, what becomes of the response. */
export function createInstructions(
  compiled: Pick<
    CompiledPolicy,
    'strippedHeaders' | 'strippedFromProxies' | 'identityHeaders' | 'overrideNames'
  >,
): (judgement: Judgement, sent: Sent) => Instruction {
  // Made once: the proxy reads each set object once.
  const fromOutside = strippedSets(compiled.strippedHeaders);
  const fromProxies = strippedSets(compiled.strippedFromProxies);

  function instructionFor(judgement: Judgement, { header, body }: Sent): Instruction {
    const { decision, request } = judgement;
    const { peerIsTrustedProxy } = request.client;
    const stripped = peerIsTrustedProxy ? fromProxies : fromOutside;
    const base = {
      target: request.forward,
      forwarding: forwardingOf(request),
      identity: compiled.identityHeaders,
      overrides: compiled.overrideNames.headers,
      // Known wherever it was asked for: on pages, and for all that only insiders may.
      isInsider: decision.kind === 'allow' && decision.standing.role !== 'visitor',
      ...(body === null ? {} : { body: Buffer.from(body.buffer, body.byteOffset, body.byteLength) }),
    };
    const isUngoverned = decision.kind === 'allow' && decision.rule.id === 'nothing-governed';
    const cookies = cookiesWithoutOwn(request.raw);
    if (isUngoverned && cookies === null) return { ...base, strip: stripped.always, set: noHeaders };
    const notice = noticeFor(judgement, Date.now());
    const coding = notice === null ? null : limitAcceptEncoding(request.raw.headers);
    const set: [string, string][] = header === null ? [] : [['Portcullis-Decision', header]];
    if (coding !== null) set.push(['Accept-Encoding', coding]);
    if (cookies !== null && cookies !== '') set.push(['Cookie', cookies]);
    const kind = notice === null ? 'always' : 'forPages';
    return {
      ...base,
      strip: cookies === null ? stripped[kind] : stripped.withCookies[kind],
      set,
      onResponse: (head) => planResponse(head, { judgement, notice, monotonicMs: performance.now() }),
    };
  }

  return instructionFor;
}

/** Conditional and partial requests could bring a page back without its notice. */
function strippedSets(always: ReadonlySet<string>) {
  const forPages: ReadonlySet<string> = new Set([...always, ...conditionalHeaders, 'accept-encoding']);
  const withCookies = { always: new Set([...always, 'cookie']), forPages: new Set([...forPages, 'cookie']) };
  return { always, forPages, withCookies };
}

/** The cookies for the application: passes and console sessions are none of its business. Null when there are none. */
function cookiesWithoutOwn({ headers }: RawRequest): string | null {
  // Runs for every request of an open site: names are told apart by their length first.
  for (let index = 0; index + 1 < headers.length; index += 2) {
    if (headers[index]?.length !== 6 || !mayHoldOwnCookies(headers[index + 1] ?? '')) continue;
    return cookieLineWithoutOwn(headers);
  }
  return null;
}

/** What the proxy says of address, scheme and host. */
export function forwardingOf(request: CanonicalRequest): Forwarding {
  const { raw, client } = request;
  const { address } = client;
  if (!client.peerIsTrustedProxy) {
    const scheme = raw.secure ? 'https' : 'http';
    return { clientAddress: address, scheme, host: hostOf(raw), trusted: false };
  }
  // Only what the application would see of the proxy's own connection, if we were not between them.
  const scheme = raw.secure && isHttps(request) ? 'https' : null;
  return { clientAddress: address, scheme, host: null, trusted: true };
}

function hostOf(raw: RawRequest): string {
  for (let index = 0; index + 1 < raw.headers.length; index += 2) {
    if (raw.headers[index]?.toLowerCase() === 'host') return raw.headers[index + 1] ?? '';
  }
  return '';
}
