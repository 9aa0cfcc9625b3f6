import type { IncomingMessage } from 'node:http';
import { foldHeaderName } from '@portcullis/gate';
import type { ForwardInstruction, Forwarding } from './contract.ts';
import { type Hop, hopOf } from './forwarded.ts';
import {
  classifyRequestHeader,
  connectionTokens,
  type RequestHeaderClass,
  rememberClasses,
} from './header-classes.ts';
import { UpstreamError } from './upstream-error.ts';

export interface RequestHeadOptions {
  readonly viaName: string;
  /** For HTTP/1.0 requests that named no host. */
  readonly fallbackHost: string;
}

/** Builds the upstream's header list (flat, original order and case) in one pass over the client's. */
export type RequestHead = (incoming: IncomingMessage, instruction: ForwardInstruction) => string[];

export function createRequestHead({ viaName, fallbackHost }: RequestHeadOptions): RequestHead {
  const classifierOf = createClassifiers();

  return (incoming, instruction) => {
    const { forwarding, set, body } = instruction;
    const classify = classifierOf(instruction);
    const named = connectionTokens(incoming.headers.connection, instruction);
    const raw = incoming.rawHeaders;
    const headers: string[] = [];
    let hasHost = false;
    let hasLength = false;
    let hasProto = false;
    let via = '';
    let forwardedFor = '';
    let forwarded = '';

    for (let i = 0; i < raw.length; i += 2) {
      const name = raw[i];
      const value = raw[i + 1];
      if (name === undefined || value === undefined) break;
      const kind = classify(name);
      if (kind === 'pass') {
        // Only these: what the gate writes anew or keeps from a named proxy is not for a visitor to take away.
        if (named?.has(foldHeaderName(name))) continue;
        if (set.length === 0 || !replaces(set, name)) headers.push(name, value);
        continue;
      }
      switch (kind) {
        case 'drop':
          break;
        case 'host':
          if (hasHost) throw doubled('Host');
          hasHost = true;
          headers.push(name, value);
          break;
        case 'content-length':
          if (hasLength) throw doubled('Content-Length');
          hasLength = true;
          if (body === undefined) headers.push(name, value);
          break;
        case 'via':
          via = joined(via, value);
          break;
        case 'x-forwarded-for':
          if (forwarding.trusted) forwardedFor = joined(forwardedFor, value);
          break;
        case 'forwarded':
          if (forwarding.trusted) forwarded = joined(forwarded, value);
          break;
        case 'x-forwarded-proto':
          if (!forwarding.trusted) break;
          hasProto = true;
          headers.push(name, value);
          break;
        case 'forwarding':
          if (forwarding.trusted) headers.push(name, value);
          break;
        default:
          kind satisfies never;
      }
    }

    const hop = hopOf(incoming, forwarding);
    const { host, scheme, trusted } = forwarding;
    if (!hasHost) headers.push('Host', fallbackHost);
    if (body !== undefined) headers.push('Content-Length', String(body.byteLength));
    const addresses = forwardedForOf(forwardedFor, hop, forwarding);
    if (addresses !== '') headers.push('X-Forwarded-For', addresses);
    if (!hasProto && scheme !== null) headers.push('X-Forwarded-Proto', scheme);
    if (host !== null && host !== '') headers.push('X-Forwarded-Host', host);
    // Begun behind a named proxy, it would go before all that this proxy says by `X-Forwarded-*` (Rack 3, Spring).
    if (!trusted) headers.push('Forwarded', hop.element);
    else if (forwarded !== '') headers.push('Forwarded', continued(forwarded, hop.element, scheme));
    headers.push('Via', joined(via, `${incoming.httpVersion} ${viaName}`));
    for (const [name, value] of set) headers.push(name, value);
    return headers;
  };
}

const NAMES_A_CLIENT = /(?:^|[;,\s])for\s*=/i;
const SAYS_A_SCHEME = /(?:^|[;,\s])proto\s*=/i;
const ENDS_ITS_QUOTES = /^(?:[^"]|"(?:[^"\\]|\\.)*")*$/;

/**
 * A named proxy's `Forwarded` with ours at its end. Where it names no client, applications look for him elsewhere, and
 * would take our element for him; where it says the scheme, they would hear it twice.
 */
function continued(forwarded: string, element: string, scheme: string | null): string {
  if (!ENDS_ITS_QUOTES.test(forwarded)) return forwarded;
  const hop = NAMES_A_CLIENT.test(forwarded) ? element : '';
  const own = scheme === null || SAYS_A_SCHEME.test(forwarded) ? hop : `${hop && `${hop};`}proto=${scheme}`;
  return own === '' ? forwarded : joined(forwarded, own);
}

/** What is appended to a named proxy's chain is that proxy, not the client it speaks for (RFC 7239 5.2). */
function forwardedForOf(chain: string, { peer }: Hop, { clientAddress, trusted }: Forwarding): string {
  if (!trusted) return clientAddress ?? peer ?? '';
  // It names its client by another header: who looks here first must not take the proxy for him.
  const before = chain === '' && clientAddress !== peer ? (clientAddress ?? '') : chain;
  return peer === null ? before : joined(before, peer);
}

type Classify = (name: string) => RequestHeaderClass;
type Classified = Pick<ForwardInstruction, 'strip' | 'identity'>;

function createClassifiers(): (classified: Classified) => Classify {
  const classifiers = new WeakMap<ReadonlySet<string>, Classified & { readonly classify: Classify }>();
  return ({ strip, identity }) => {
    const known = classifiers.get(strip);
    if (known !== undefined && known.identity === identity) return known.classify;
    const classify = rememberClasses((name) => classifyRequestHeader(name, { strip, identity }));
    classifiers.set(strip, { strip, identity, classify });
    return classify;
  };
}

function joined(list: string, item: string): string {
  return list === '' ? item : `${list}, ${item}`;
}

function replaces(set: readonly (readonly [string, string])[], name: string): boolean {
  for (const [own] of set) {
    if (own.length === name.length && foldHeaderName(own) === foldHeaderName(name)) return true;
  }
  return false;
}

function doubled(name: string): UpstreamError {
  return new UpstreamError(
    'protocol',
    `Expected one ${name} header in the request, got several; refuse such requests before they are forwarded`,
  );
}
