import { describe, expect, test } from 'vitest';
import { decideFor, siteOf, somebody, summaryOf } from '../../../test/support/decide-fixtures.ts';
import { maskResponse } from '../../../test/support/mask-response.ts';
import type { Known } from '../../model/decision.ts';
import { parsePolicy } from '../../model/parse-policy.ts';
import { readPreset } from '../read-preset.ts';
import { type NodeOptions, node } from './node.ts';

const nobody: Known = { identity: null };
const admin: Known = { identity: somebody('admin') };

function summary(line: string, known: Known, options: NodeOptions = {}): string {
  const site = siteOf({ policy: node(options), mode: 'open', production: true });
  return summaryOf(decideFor(site, line, { known }));
}

describe('what only administrators get', () => {
  test.each([
    '/__nextjs_original-stack-frames',
    '/__nextjs_original-stack-frame?file=a',
    '/__nextjs_launch-editor?file=/etc/passwd',
    '/_next/webpack-hmr',
    '/_NEXT/static/development/_buildManifest.js',
    '/_next/static/chunks/app.js.map',
    '/assets/deep/down/index-a1b2.css.map',
    '/app.js.MAP',
    '/app.js%2emap',
    '/app.js.map/',
    '/app.js.map/x',
    '/app.js.map;x=1',
    '/a//app.js.map',
    '/app.js.map?v=1',
    '/@vite/client',
    '/%40vite/client',
    '/@fs/etc/passwd',
    '/@react-refresh',
    '/__inspect/',
    '/__webpack_hmr',
    '/debug',
    '/debug/pprof',
    '/Debug%2Fvars',
    '/graphiql',
    '/playground/',
    '/api-docs',
    '/api-docs/swagger-ui-init.js',
    '/api-json',
    '/swagger/index.html',
    '/swagger-ui.html',
    '/openapi.json',
    '/documentation/json',
  ])('%s', (path) => {
    expect(summary(`GET ${path}`, nobody)).toBe('refuse 404 production');
    expect(summary(`GET ${path}`, admin)).toBe('allow open');
  });
});

describe('what nobody gets', () => {
  test.each([
    '/.env',
    '/.env.production',
    '/%2eenv',
    '/.git/config',
    '/package.json',
    '/.npmrc',
    '/Dockerfile',
    '/server-status',
    '/server-info',
    '/node_modules/a/b.js',
  ])('%s', (path) => {
    for (const known of [nobody, admin]) expect(summary(`GET ${path}`, known)).toBe('refuse 404 production');
  });
});

describe('what stays open', () => {
  test.each([
    '/',
    '/docs',
    '/docs/install',
    '/api',
    '/api/orders',
    '/api/documents/7',
    '/graphql?query={a}',
    '/_next/static/chunks/app.js',
    '/_next/data/build/index.json',
    '/sitemap.xml',
    '/map',
    '/maps/7',
    '/roadmap',
    '/debugging',
    '/metrics',
    '/manifest.json',
    '/.well-known/security.txt',
    '/@ada',
    '/users/package.json',
  ])('%s', (path) => expect(summary(`GET ${path}`, nobody)).toBe('allow open'));

  test('what the owner means for everybody', () => {
    const options: NodeOptions = { apiDocumentation: 'allow', sourceMaps: 'allow' };
    for (const path of ['/api-docs/', '/openapi.json', '/app.js.map'])
      expect(summary(`GET ${path}`, nobody, options)).toBe('allow open');
    expect(summary('GET /__inspect', nobody, options)).toBe('refuse 404 production');
  });
});

describe('what its pages show', () => {
  const { production } = parsePolicy(node({ businessErrors: ['OutOfStock'] }));
  const errors = production?.errors ?? { business: [], signatures: [], jsonRpc: 'plain' };
  const masked = (body: string) => maskResponse({ body, errors, contentType: 'text/html' });

  test.each([
    [
      'serve-index',
      '<html><head><title>listing directory /ftp/</title></head><body>secret.key</body></html>',
    ],
    [
      'serve',
      '<!DOCTYPE html><html><head><title>Files within a/</title></head><body>secret.key</body></html>',
    ],
    ['nginx', '<html>\r\n<head><title>Index of /a/</title></head><body><pre>secret.key</pre></body></html>'],
    ['Apache', '<html><head>\n  <title>Index of /a</title></head><body>secret.key</body></html>'],
    ['React', '<div><!--$!--><template data-msg="secret.key" data-stck="at secret.key"></template></div>'],
    [
      'React with a digest',
      '<div><template data-dgst="1" data-stck="at secret.key" data-cstck="secret.key"></template>',
    ],
    ['Express', '<html><body><pre>Error: x<br> &nbsp; &nbsp;at secret.key</pre></body></html>'],
    ['GraphiQL', '<html><head><title>GraphiQL</title></head><body>secret.key</body></html>'],
    [
      'Apollo',
      '<html><script src="https://embeddable-sandbox.cdn.apollographql.com/x.js"></script>secret.key</html>',
    ],
  ])('%s', (_, body) => {
    const { body: sent, found } = masked(body);
    expect(sent).not.toContain('secret.key');
    expect(found).toHaveLength(1);
  });

  test.each([
    '<html id="__next_error__"><body>This page could not be found.</body></html>',
    '<html><head><title>Index of prices</title></head><body>1</body></html>',
    '<html><head><title>Swagger UI</title></head><body>1</body></html>',
    '<pre>Cannot GET /x</pre>',
    '<button data-msg="Are you sure?">Remove</button><template data-dgst="1"></template>',
  ])('%s stays', (body) => expect(masked(body)).toMatchObject({ body, found: [] }));

  test('its headers', () => {
    expect(production?.removeHeaders).toEqual(
      expect.arrayContaining(['x-powered-by', 'server', 'sourcemap']),
    );
    expect(errors.business).toEqual(['OutOfStock']);
  });
});

describe('as a configuration names it', () => {
  test('alone, or with options', () => {
    expect(readPreset('node')).toEqual(node());
    expect(readPreset({ name: 'node', sourceMaps: 'allow' })).toEqual(node({ sourceMaps: 'allow' }));
    expect(() => readPreset({ name: 'node', sourceMap: 'allow' })).toThrow('sourceMaps');
    expect(() => parsePolicy(node())).not.toThrow();
  });
});
