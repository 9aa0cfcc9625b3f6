import { foldHeaderName } from '../model/header.ts';

/** What proxies, load balancers and CDNs add about the hop before them, by folded name. */
const ofProxies =
  /^(?:via$|forwarded|x-(?:forwarded|real-|original-|envoy-|scheme$|url-scheme$|amz|azure-|appengine-|nf-|arr-|vercel-|iisnode-|proxy|client|cluster-|originating-|host$|remote-)|front-end-https$|proxy-|wl-proxy-|(?:ali-)?cdn-|cf-|fly-|fastly-|incap-|true-|do-)|(?:client-?ip|connecting-ip|real-ip)$/;

/**
 * Whether a request says that somebody passed it on, in whatever words. A proxy on the same machine that adds nothing
 * cannot be told from a person there (LIMITS.md).
 */
export function saysForwarded(headers: readonly string[]): boolean {
  return headers.some((name, index) => index % 2 === 0 && ofProxies.test(foldHeaderName(name)));
}
