import {
  type CanonicalRequest,
  type CompiledPolicy,
  cookieLineWithoutOwn,
  cookieNames,
  type DebugInputs,
  type DebugInputsFor,
  debugInputsOf,
  debugScopeOf,
  headerValues,
  isHttps,
  type Judgement,
  mayHoldOwnCookies,
  noticeFor,
  productionDutiesFor,
  type RawRequest,
} from '@portcullis/gate';
import type { ForwardInstruction, Forwarding } from '../proxy/contract.ts';
import { conditionalHeaders, limitAcceptEncoding } from '../rewriting/rewrite-request-headers.ts';
import type { ReportError } from './mask-words.ts';
import { planResponse } from './response-plan.ts';

type Instruction = Omit<ForwardInstruction, 'onError'>;

export interface InstructionOptions {
  readonly compiled: Pick<
    CompiledPolicy,
    'strippedHeaders' | 'strippedFromProxies' | 'identityHeaders' | 'overrideNames' | 'policy'
  >;
  /** Keeps a technical error that a restricted reader does not get to see. */
  readonly report: ReportError;
}

interface Sent {
  /** The signed decision for the application. */
  readonly header: string | null;
  /** The body when it was read for the decision; null = it is still on the wire. */
  readonly body: Uint8Array | null;
}

const noHeaders: ForwardInstruction['set'] = Object.freeze([]);

/** What the proxy does with an allowed request: which headers go, which are set, what becomes of the response. */
export function createInstructions({
  compiled,
  report,
}: InstructionOptions): (judgement: Judgement, sent: Sent) => Instruction {
  const switches = debugInputsOf(compiled.policy.production);
  // Made once: the proxy reads each set object once.
  const fromOutside = strippedSets(compiled.strippedHeaders, switches);
  const fromProxies = strippedSets(compiled.strippedFromProxies, switches);

  function instructionFor(judgement: Judgement, { header, body }: Sent): Instruction {
    const { decision, request } = judgement;
    const { peerIsTrustedProxy } = request.client;
    const duties = productionDutiesFor(judgement);
    const whom = debugScopeOf(judgement);
    const stripped = (peerIsTrustedProxy ? fromProxies : fromOutside)[whom];
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
    const cookies = cookiesWithout(request.raw, switches[whom].isCookie);
    if (isUngoverned && cookies === null) return { ...base, strip: stripped.always, set: noHeaders };
    const notice = noticeFor(judgement, Date.now());
    const isPage = notice !== null || (duties?.stylesheet != null && request.isNavigation);
    const isRead = isPage || duties?.isMasked === true;
    const coding = isRead ? limitAcceptEncoding(request.raw.headers) : null;
    const set: [string, string][] = header === null ? [] : [['Portcullis-Decision', header]];
    if (coding !== null) set.push(['Accept-Encoding', coding]);
    if (cookies !== null && cookies !== '') set.push(['Cookie', cookies]);
    const kind =
      isPage || (isRead && asksForManyParts(request.raw)) ? 'forPages' : isRead ? 'forRead' : 'always';
    return {
      ...base,
      strip: cookies === null ? stripped[kind] : stripped.withCookies[kind],
      set,
      ...(duties === null ? {} : { onInformation: linksOf }),
      onResponse: (head) =>
        planResponse(head, { judgement, notice, duties, report, monotonicMs: performance.now() }),
    };
  }

  return instructionFor;
}

/** Many parts of a file come as one body that nothing is looked for in: such a file is sent whole. */
function asksForManyParts({ headers }: RawRequest): boolean {
  const ranges = headerValues(headers, 'range');
  return ranges.length > 1 || ranges.some((range) => range.includes(','));
}

/** Of early hints what they are for (RFC 8297), and nothing that production mode keeps from readers. */
function linksOf(headers: readonly string[]): string[] {
  return headerValues(headers, 'link').flatMap((link) => ['Link', link]);
}

function strippedSets(
  always: ReadonlySet<string>,
  switches: DebugInputsFor,
): Readonly<Record<keyof DebugInputsFor, ReturnType<typeof strippedFor>>> {
  return {
    nobody: strippedFor(always),
    everybody: strippedFor(new Set([...always, ...switches.everybody.headers])),
    restricted: strippedFor(new Set([...always, ...switches.restricted.headers])),
  };
}

/** Conditional and partial requests could bring a page back without its notice. */
function strippedFor(always: ReadonlySet<string>) {
  const forRead: ReadonlySet<string> = new Set([...always, 'accept-encoding']);
  const forPages: ReadonlySet<string> = new Set([...forRead, ...conditionalHeaders]);
  const withCookies = {
    always: new Set([...always, 'cookie']),
    forRead: new Set([...forRead, 'cookie']),
    forPages: new Set([...forPages, 'cookie']),
  };
  return { always, forRead, forPages, withCookies };
}

/**
 * The cookies for the application: passes and console sessions are none of its business, nor is what production mode keeps
 * from it. Null when there are none of these.
 */
function cookiesWithout({ headers }: RawRequest, isSwitch: DebugInputs['isCookie']): string | null {
  // Runs for every request of an open site: names are told apart by their length first.
  for (let index = 0; index + 1 < headers.length; index += 2) {
    if (headers[index]?.length !== 6) continue;
    if (mayHoldOwnCookies(headers[index + 1] ?? ''))
      return cookieLineWithoutOwn(headers, isSwitch ?? undefined);
  }
  if (isSwitch === null) return null;
  return cookieNames(headers).some(isSwitch) ? cookieLineWithoutOwn(headers, isSwitch) : null;
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
