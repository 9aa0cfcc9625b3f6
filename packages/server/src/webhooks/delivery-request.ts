import {
  type CanonicalRequest,
  type CompiledPolicy,
  cookieLineWithoutOwn,
  isHttps,
  type Webhook,
} from '@portcullis/gate';
import { forwardingOf } from '../front/forward-instruction.ts';
import { classifyRequestHeader, type RequestHeaderClass } from '../proxy/header-classes.ts';
import { calledUrls } from './called-urls.ts';
import type { HeldContent } from './held-content.ts';
import { signedForNow } from './signature.ts';

/** What of the site a delivery is made from. */
export interface DeliverySite {
  readonly upstream: URL;
  readonly compiled: Pick<CompiledPolicy, 'strippedHeaders' | 'identityHeaders'>;
  /** Names that the application may be called by, lower case with their port: the public one, those of rules. */
  readonly knownHosts: ReadonlySet<string>;
  readonly viaName: string;
  readonly publicUrl: URL | null;
}

export interface DeliveryToMake {
  readonly id: string;
  readonly content: HeldContent;
  readonly request: CanonicalRequest;
  /** Null: its signature stays as it came. */
  readonly webhook: Pick<Webhook, 'signature' | 'signAgain'> | null;
  /** Of its rule, the newest first. */
  readonly secrets: readonly string[];
  /** Tells the application what is verified of it. */
  readonly proof: string;
  readonly attempt: number;
  /** So many attempts before it, of which the application called the last one unknown (401, 403); 0 = it did not. */
  readonly refusals: number;
  readonly nowMs: number;
}

/**
 * The head of a delivery, flat: what the provider sent, but what belongs to a connection or claims who somebody is. `Connection`
 * takes no header away: the one with the signature must arrive. Whoever sent it does not choose the host.
 */
export function deliveryHeaders(
  { upstream, compiled, knownHosts, viaName, publicUrl }: DeliverySite,
  { id, content, request, webhook, secrets, proof, attempt, refusals, nowMs }: DeliveryToMake,
): string[] {
  const { strippedHeaders: strip, identityHeaders: identity } = compiled;
  const headers: string[] = [];
  let host = upstream.host;
  const came = signedInTime({ content, request, webhook, secrets, refusals, nowMs }, publicUrl);
  for (let index = 0; index + 1 < came.length; index += 2) {
    const name = came[index] ?? '';
    const value = came[index + 1] ?? '';
    const kind: RequestHeaderClass = classifyRequestHeader(name, { strip, identity });
    if (kind === 'host' && knownHosts.has(value.toLowerCase())) host = value;
    if (kind !== 'pass') continue;
    if (name.toLowerCase() === 'cookie') continue;
    headers.push(name, value);
  }
  const cookies = cookieLineWithoutOwn(came);
  if (cookies !== '') headers.push('Cookie', cookies);
  const { clientAddress } = forwardingOf(request);
  // No header of a proxy before us goes along: what it said of the scheme is said anew.
  const scheme = isHttps(request) ? 'https' : 'http';
  const address = clientAddress ?? content.peer;
  return [
    'Host',
    host,
    ...headers,
    'Content-Length',
    String(content.body.length),
    ...(address === null ? [] : ['X-Forwarded-For', address]),
    'X-Forwarded-Proto',
    scheme,
    'X-Forwarded-Host',
    host,
    'Via',
    `1.1 ${viaName}`,
    'Portcullis-Delivery',
    id,
    'Portcullis-Delivery-Attempt',
    String(attempt),
    'Portcullis-Delivery-Proof',
    proof,
  ];
}

/** Signed for now: its time may be over, or its secret was taken out of use while it was held. */
function signedInTime(
  {
    content,
    request,
    webhook,
    secrets,
    refusals,
    nowMs,
  }: Pick<DeliveryToMake, 'content' | 'request' | 'webhook' | 'secrets' | 'refusals' | 'nowMs'>,
  publicUrl: URL | null,
): readonly string[] {
  const { method, headers, body } = content;
  if (webhook === null || webhook.signature === null || !webhook.signAgain) return headers;
  const signed = { method, urls: calledUrls(request, publicUrl), headers, body };
  return signedForNow(webhook.signature, signed, { secrets, refusals, nowMs }) ?? headers;
}
