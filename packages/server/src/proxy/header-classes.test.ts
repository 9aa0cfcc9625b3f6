import { describe, expect, test } from 'vitest';
import {
  classifyRequestHeader,
  connectionTokens,
  isForbiddenTrailer,
  rememberClasses,
} from './header-classes.ts';

const rules = { strip: new Set<string>(), identity: new Set(['authorization', 'x-token', 'x-staff']) };

function classOf(name: string) {
  return classifyRequestHeader(name, rules);
}

describe('what a request header is', () => {
  test.each([
    ['Remote-Groups'],
    ['X-Remote-User'],
    ['X-Authentik-Username'],
    ['Tailscale-User-Login'],
    ['Ngrok-Auth-User-Email'],
    ['X-Replit-User-Roles'],
    ['X-Sandstorm-User-Id'],
    ['Cf-Access-Authenticated-User-Email'],
    ['X-Goog-Authenticated-User-Id'],
    ['X-MS-CLIENT-PRINCIPAL'],
    ['X-MS-CLIENT-PRINCIPAL-NAME'],
    ['X-WEBAUTH-ROLE'],
    ['X-Auth-Request-Groups'],
    ['X-SSL-Client-Verify'],
    ['SSL-Client-Cert'],
    ['SSL_CLIENT_CERT'],
    ['X-Client-Cert-Chain'],
    ['X-ARR-ClientCert'],
    ['WL-Proxy-Client-Cert'],
    ['Proxy-Client-IP'],
    ['$WSRU'],
    ['SM_USER'],
    ['X-Amzn-Oidc-Identity'],
    ['X-HTTP-Host-Override'],
    ['X-Forwarded-Anything'],
    ['X-Forwarded-Host'],
    ['X-Forwarded-Ssl'],
    ['X-Proto'],
    ['X-Client-Ssl'],
    ['CF-Visitor'],
    ['CloudFront-Forwarded-Proto'],
    ['Forwarded-For'],
  ])('%s is kept from named proxies only', (name) => {
    expect(classOf(name)).toBe('forwarding');
  });

  test.each([
    ['SCRIPT_NAME'],
    ['Script-Name'],
    ['PATH_INFO'],
    ['path_info'],
    ['X-Script-Name'],
    ['X-Forwarded-Path'],
    ['SCRIPT+NAME'],
    ['Script.Name'],
    ['Remote_Groups'],
    ['X~Forwarded~For'],
    ['X+Auth+Request+Email'],
    ['Portcullis+Decision'],
    ["X'Portcullis'Mode"],
    ['X-Original-URL'],
    ['X+Original+URL'],
    ['X-Matched-Path'],
    ['X-Astro-Path'],
    ['X-Invoke-Path'],
    ['X-Invoke-Query'],
    ['X-Middleware-Rewrite'],
    ['x-middleware-next'],
    ['X-MS-Original-URL'],
    ['Content_Type'],
    ['Content.Encoding'],
    ['Content+Type'],
    ['Next_Action'],
    ['X_Token'],
    ['X+Staff'],
    ['_WSRU'],
  ])('%s is dropped from everybody', (name) => {
    expect(classOf(name)).toBe('drop');
  });

  test.each([
    ['Accept'],
    ['Authorization'],
    ['Content-Type'],
    ['Cookie'],
    ['Next-Action'],
    ['X-Token'],
    ['X-Nextjs-Data'],
    ['X-Middleware-Prefetch'],
    ['Cf-Access-Jwt-Assertion'],
    ['X-Amzn-Oidc-Data'],
    ['X-Goog-Iap-Jwt-Assertion'],
    ['X-Authentik-Jwt'],
    ['X-Auth-Token'],
    ['X-User-Id'],
    ['X-Auth-Key'],
    ['X-CSRF-Token'],
    ['X-Requested-With'],
    ['X_Custom'],
    ['Sec-WebSocket-Key'],
    ['Idempotency-Key'],
  ])('%s passes', (name) => {
    expect(classOf(name)).toBe('pass');
  });

  test('a name that the policy knows is none of the families', () => {
    const identity = new Set(['remote-user', 'x-auth-request-access-token']);
    for (const name of identity) {
      expect(classifyRequestHeader(name, { strip: new Set(), identity })).toBe('pass');
      expect(classifyRequestHeader(name, { strip: identity, identity })).toBe('drop');
      expect(classifyRequestHeader(name.replace('-', '_'), { strip: new Set(), identity })).toBe('drop');
    }
    const siteMinder = { strip: new Set<string>(), identity: new Set(['sm-user']) };
    expect(classifyRequestHeader('SM_USER', siteMinder)).toBe('drop');
  });
});

test('Connection takes away nothing that was judged by', () => {
  const judged =
    'Next-Action, next_action, RSC, X+HTTP+Method, X-HTTP-Method-Override, Content-Encoding, Accept';
  expect(connectionTokens(`close, ${judged}`)).toBeUndefined();
  expect([...(connectionTokens(`X-Hop, ${judged}`) ?? [])]).toEqual(['x-hop']);
});

test.each([['X-Verb'], ['x_verb']])('%s of the policy is no trailer, and Connection leaves it', (name) => {
  const overrides = new Set(['x-verb']);
  expect(isForbiddenTrailer(name, { ...rules, overrides })).toBe(true);
  expect(isForbiddenTrailer(name, rules)).toBe(false);
  expect([...(connectionTokens(`X-Hop, ${name}`, { overrides }) ?? [])]).toEqual(['x-hop']);
});

test.each([
  ['X~HTTP~Method~Override'],
  ['X-Tunneled-Method'],
  ['Next-Action'],
  ['SCRIPT_NAME'],
  ['Remote-User'],
])('%s is no trailer', (name) => {
  expect(isForbiddenTrailer(name, rules)).toBe(true);
});

test('a flood of names pushes out what nobody uses', () => {
  const asked: string[] = [];
  const classify = rememberClasses((name) => {
    asked.push(name);
    return name.length;
  });
  classify('Host');
  for (let index = 0; index < 5_000; index += 1) {
    classify(`X-${index}`);
    if (index % 100 === 0) expect(classify('Host')).toBe(4);
  }
  expect(asked.filter((name) => name === 'Host')).toEqual(['Host']);
  // Names that come after the flood are remembered, too.
  classify('Late');
  classify('Late');
  expect(asked.filter((name) => name === 'Late')).toEqual(['Late']);
  // Bounded: what came first is forgotten.
  classify('X-0');
  expect(asked.filter((name) => name === 'X-0')).toHaveLength(2);
});
