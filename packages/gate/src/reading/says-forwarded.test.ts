import { expect, test } from 'vitest';
import { saysForwarded } from './says-forwarded.ts';

test.each([
  'X-Forwarded-For',
  'X-Forwarded-Proto',
  'X_Forwarded_Host',
  'X-Forwarded',
  'Forwarded',
  'Via',
  'X-Real-IP',
  'X-Original-Host',
  'CF-Connecting-IP',
  'CF-Ray',
  'True-Client-IP',
  'X-Client-IP',
  'Client-IP',
  'X-Cluster-Client-Ip',
  'Fastly-Client-IP',
  'Fly-Forwarded-Port',
  'X-Envoy-External-Address',
  'X-Amzn-Trace-Id',
  'X-Azure-ClientIP',
  'X-ARR-LOG-ID',
  'X-Scheme',
  'Front-End-Https',
  'WL-Proxy-Client-IP',
  'Proxy-Connection',
  'X-Amz-Cf-Id',
  'CloudFront-Viewer-Address',
  'CF-Visitor',
  'CDN-Loop',
  'Fastly-FF',
  'Fly-Client-IP',
  'DO-Connecting-IP',
  'X-Remote-Addr',
  'X-Proxyuser-Ip',
  'X-Vercel-Forwarded-For',
  'X-Akamai-Edgescape',
  'Surrogate-Capability',
])('%s says that somebody passed the request on', (name) => {
  expect(saysForwarded(['Host', 'shop.example', name, '1'])).toBe(true);
});

test('what browsers, curl and programs send by themselves does not', () => {
  const names = [
    ...['Host', 'Connection', 'Cache-Control', 'Accept', 'Accept-Encoding', 'Accept-Language', 'User-Agent'],
    ...['Cookie', 'Referer', 'Origin', 'Sec-Fetch-Site', 'Sec-Fetch-Dest', 'Sec-CH-UA', 'DNT', 'Priority'],
    ...['Upgrade-Insecure-Requests', 'Content-Type', 'Content-Length', 'If-None-Match', 'Authorization'],
    ...[
      'X-Client-Info',
      'X-Client-Version',
      'X-Client-Id',
      'X-Amz-Date',
      'X-Amz-Content-Sha256',
      'X-Amz-Target',
    ],
    ...[
      'DO-NOT-TRACK',
      'True-Count',
      'X-Remote-Control',
      'X-Original-Filename',
      'X-Cluster-Name',
      'X-Proxy-Token',
    ],
    ...['CF-Access-Client-Id', 'Fastly-Debug', 'Fly-Force-Instance-Id', 'X-Vercel-Protection-Bypass'],
    ...['X-Requested-With', 'X-CSRF-Token', 'HX-Request', 'Turbo-Frame', 'Next-Action', 'traceparent'],
  ];
  expect(names.filter((name) => saysForwarded([name, 'via']))).toEqual([]);
});
