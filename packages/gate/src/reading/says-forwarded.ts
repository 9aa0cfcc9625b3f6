import { foldHeaderName } from '../model/header.ts';

/**
 * What proxies, load balancers and CDNs add about the hop before them, by folded name. Whole names where clients have
 * names that begin alike: `X-Client-Info` of supabase-js, `X-Amz-Date` of S3, `CF-Access-Client-Id`, `Fastly-Debug`.
 */
const ofProxies = new RegExp(
  `^(?:${[
    'via$|forwarded|front-end-https$|disguised-host$|surrogate-capability$',
    'proxy-|wl-proxy-|(?:ali-)?cdn-|incap-|akamai-|cloudfront-|ajp-|ms-aspnetcore-|tailscale-|ssl-client-',
    'cf-(?!access-(?:client-|token$)|turnstile-)|fastly-(?!key$|debug$|purge)|fly-(?!force-|prefer-|replay)',
    'x-(?:forwarded|real-|envoy-|appengine-|nf-|arr-|iisnode-|akamai-|sucuri-|ssl-|appservice-|goog-authenticated-)',
    'x-(?:host|scheme|proto|url-scheme|host-override|http-host-override|varnish|originating-(?:ip|host))$',
    'x-(?:amzn-(?:trace-id|mtls-|oidc-|tls-)|amz-cf-|azure-(?:ref|fdid|socketip|requestchain)|ms-client-principal)',
    'x-original-(?:for|forwarded-for|host|proto|port|remote-addr|scheme|ip|url|uri|path|method)$',
    'x-(?:client-(?:cert|dn$|host$|port$|proto$|scheme$|ssl$|verify$)|proxy-(?:user|url|id|host|port|proto)$)',
    'x-remote-(?:addr|address|host|ip|port|proto|user|group|groups|name|email)$',
    'x-vercel-(?:id|ip|forwarded|proxied|deployment-url|ja4|internal|sc-|proxy)',
  ].join('|')})|(?:client-?ip|proxyuser-ip|connecting-ip|real-ip)$`,
);

/**
 * Whether a request says that somebody passed it on, in whatever words. A proxy on the same machine that adds nothing
 * cannot be told from a person there (LIMITS.md).
 */
export function saysForwarded(headers: readonly string[]): boolean {
  return headers.some((name, index) => index % 2 === 0 && ofProxies.test(foldHeaderName(name)));
}
