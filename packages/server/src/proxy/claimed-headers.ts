/**
 * Headers by which servers and frameworks take a request for another one, or somebody for somebody else. All names are
 * folded: lower case, and `-` for every sign.
 */

/** Whatever calls itself ours is a lie from outside, also under names that no version uses yet. */
export const OWN = /^(?:x-)?portcullis-/;

/** Some frameworks route by these instead of the target we judged, so they are dropped from everybody. */
export const TARGET_OVERRIDES: readonly string[] = [
  // Next.js: only its own router may say where a request was matched, or resume a page.
  'next-resume',
  // CGI's own variables: gunicorn takes them from headers of loopback, which the gate is (measured). Proxies in front
  // pass a visitor's on, so that nobody can tell whose they are.
  'path-info',
  'path-translated',
  'request-uri',
  'script-filename',
  'script-name',
  // Astro's adapter for Vercel.
  'x-astro-path',
  'x-envoy-original-path',
  'x-forwarded-path',
  'x-forwarded-path-info',
  'x-forwarded-script-name',
  'x-http-destinationurl',
  'x-http-path-override',
  'x-matched-path',
  'x-ms-original-url',
  'x-now-route-matches',
  'x-orig-uri',
  'x-orig-url',
  'x-original-path',
  'x-original-uri',
  'x-original-url',
  'x-override-uri',
  'x-override-url',
  'x-path-info',
  'x-proxy-url',
  'x-replaced-path',
  'x-request-uri',
  'x-rewrite-path',
  'x-rewrite-uri',
  'x-rewrite-url',
  'x-script-filename',
  'x-script-name',
  'x-unencoded-url',
  'x-waws-unencoded-url',
];

/** Families of the same: Next.js routes by them inside. Its router in browsers sends `X-Middleware-Prefetch`. */
export function isTargetOverride(folded: string): boolean {
  return /^x-(?:invoke-|middleware-(?!prefetch$))/.test(folded);
}

/**
 * Claims of proxies about address, scheme, host, path or person, beside the families below. Kept from named proxies.
 */
export const CLAIMS: readonly string[] = [
  'ali-cdn-real-ip',
  'cdn-real-ip',
  'cdn-src-ip',
  'cf-connecting-ip',
  'cf-connecting-ipv6',
  'cf-pseudo-ipv4',
  'cf-visitor',
  'client-ip',
  'cluster-client-ip',
  'do-connecting-ip',
  'fastly-client-ip',
  'front-end-https',
  'http-client-ip',
  'incap-client-ip',
  'oam-remote-user',
  'osso-user-dn',
  'true-client-ip',
  // Rack::Sendfile maps files by them.
  'x-accel-mapping',
  'x-sendfile-type',
  'x-amzn-oidc-identity',
  'x-anonymous-consumer',
  'x-apigateway-api-userinfo',
  'x-azure-clientip',
  'x-azure-socketip',
  'x-client-dn',
  'x-client-host',
  'x-client-ip',
  'x-client-port',
  'x-client-proto',
  'x-client-scheme',
  'x-client-ssl',
  'x-client-verify',
  'x-clientip',
  'x-cluster-client-ip',
  'x-credential-identifier',
  'x-endpoint-api-userinfo',
  'x-envoy-external-address',
  'x-envoy-internal',
  'x-forwarded',
  'x-host',
  'x-host-override',
  'x-http-host-override',
  'x-nf-client-connection-ip',
  'x-original-forwarded-for',
  'x-original-host',
  'x-original-proto',
  'x-original-remote-addr',
  'x-original-scheme',
  'x-originating-ip',
  'x-proto',
  'x-proxy-client-ip',
  'x-proxy-host',
  'x-proxy-port',
  'x-proxy-proto',
  'x-proxy-user',
  'x-proxyuser-ip',
  'x-real-host',
  'x-real-ip',
  'x-real-port',
  'x-real-proto',
  'x-scheme',
  'x-sucuri-client-ip',
  'x-sucuri-clientip',
  'x-token-subject',
  'x-url-scheme',
  'x-userinfo',
  'x-vercel-forwarded-for',
  'x-vercel-proxied-for',
];

/** Families of claims, each by the beginning of its names, and who makes them. */
const FAMILIES: readonly string[] = [
  'ajp-', // Shibboleth over AJP
  'cf-access-authenticated-', // Cloudflare Access
  'client-cert', // RFC 9440
  'cloudfront-', // scheme, address, country of the visitor
  'fly-', // fly.io
  'forwarded-',
  'iv-', // IBM Verify Access
  'mellon-', // mod_auth_mellon
  'ms-aspnetcore-', // IIS in front of ASP.NET Core
  'ngrok-auth-user-',
  'oidc-', // mod_auth_openidc
  'proxy-', // iPlanet, Jetty's customizers, and Proxy-Client-IP in half of all Java applications
  'remote-', // Authelia, Caddy, mod_auth
  'shib-',
  'sm-user', // SiteMinder
  'sm-universalid',
  'ssl-', // Apache's and nginx's client certificates; Tomcat's SSLValve
  'tailscale-',
  'wl-proxy-', // WebLogic
  '-ws', // WebSphere's `$WSRU`, `$WSRA` and others
  'x-amzn-mtls-',
  'x-appengine-',
  'x-arr-', // IIS Application Request Routing
  'x-authelia-',
  'x-authenticated-', // Kong, Traefik, APISIX
  'x-authentik-',
  'x-auth-request-', // oauth2-proxy
  'x-client-cert',
  'x-consumer-', // Kong
  'x-forwarded-',
  'x-goog-authenticated-', // Google IAP
  'x-iisnode-',
  'x-ms-client-principal', // Azure App Service
  'x-ms-token-',
  'x-pomerium-claim-',
  'x-remote-',
  'x-replit-user-',
  'x-sandstorm-',
  'x-shib-',
  'x-ssl-',
  'x-token-user-', // caddy-security
  'x-vouch-idp-',
  'x-vouch-user',
  'x-webauth-', // Grafana
];

/** Signed: who sends one proves it, and the application checks. */
const SIGNED: ReadonlySet<string> = new Set(['x-authentik-jwt']);

export function isClaim(folded: string): boolean {
  return FAMILIES.some((start) => folded.startsWith(start)) && !SIGNED.has(folded);
}

/** Names that are written with another sign than `-`, by those who set them. */
export const CGI_SPELLING =
  /^(?:path_info|path_translated|script_filename|script_name|(?:ajp|oidc|shib|ssl)_\w+|sm_(?:user\w*|universalid)|\$ws\w\w)$/;
