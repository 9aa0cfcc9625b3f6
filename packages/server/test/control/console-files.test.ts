import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sendRequest } from '../../../../test/support/send-request.ts';
import { type ConsoleFiles, createConsoleFiles } from '../../src/control/entrance/console-files.ts';
import { type ConsoleListener, listenForConsole } from '../../src/control/entrance/listen-for-console.ts';
import { createLogger } from '../../src/observe/logger.ts';

let parent: string;
let files: ConsoleFiles;
const script = 'console.log("hello");'.repeat(50);

beforeAll(() => {
  parent = mkdtempSync(join(tmpdir(), 'portcullis-console-'));
  const directory = join(parent, 'dist');
  mkdirSync(join(directory, 'assets'), { recursive: true });
  const texts = ['en', 'de'].map(
    (language) =>
      `<link rel="modulepreload" hreflang="${language}" href="./assets/${language}-12345678.js">\n`,
  );
  const page = `<!doctype html><html><head><link rel="stylesheet" href="./assets/a-1234abcd.css">${texts.join('')}</head><body><script type="module" src="./assets/index-1a2b3c4d.js"></script></body></html>`;
  writeFileSync(join(directory, 'index.html'), page);
  writeFileSync(join(directory, 'favicon.svg'), '<svg/>');
  writeFileSync(join(directory, 'assets/index-1a2b3c4d.js'), script);
  writeFileSync(join(directory, 'assets/index-1a2b3c4d.js.br'), brotliCompressSync(script));
  writeFileSync(join(directory, 'assets/index-1a2b3c4d.js.gz'), gzipSync(script));
  writeFileSync(join(parent, 'secret.txt'), 'the secret');
  symlinkSync(join(parent, 'secret.txt'), join(directory, 'assets/link-12345678.txt'));
  files = createConsoleFiles({ directory, site: 'shop', base: '/ops/' });
});
afterAll(() => rmSync(parent, { recursive: true }));

const ask = (path: string, acceptEncoding = '', wantsPage = false) =>
  files.answer({ path, acceptEncoding, acceptLanguage: '', wantsPage });

describe('the files of the console', () => {
  it('gives its page with the place where browsers see it, for every place inside', async () => {
    for (const path of ['/', '/index.html', '/traffic', '/audit/2026', '/favicon']) {
      const answer = await ask(path, 'br', true);
      const html = (await answer?.text()) ?? '';
      expect(html, path).toContain(
        '<meta name="portcullis-base" content="/ops/"><meta name="portcullis-site" content="shop">',
      );
      expect(html).toContain('src="/ops/assets/index-1a2b3c4d.js"');
      expect(html).toContain('href="/ops/assets/a-1234abcd.css"');
      expect(answer?.headers.get('cache-control')).toBe('no-cache');
      expect(answer?.headers.get('content-security-policy')).toContain("script-src 'self'");
    }
  });

  it('has what every start asks for come beside its script, as the very requests that the console makes', async () => {
    const html = (await (await ask('/', '', true))?.text()) ?? '';
    const asked = [...html.matchAll(/<link rel="preload" as="fetch" crossorigin href="([^"]+)">/g)];
    expect(asked.map(([, url]) => url)).toEqual(['/ops/v1/sites/shop/session', '/ops/v1/sites/shop/status']);
  });

  it.each([
    ['en-GB,en;q=0.9,de;q=0.8', ['en']],
    ['de-AT', ['de']],
    ['fr, DE;q=0.7, en;q=0.3', ['de']],
    ['fr', []],
    ['', []],
  ])('names the texts of the one language that is wanted most: %j', async (acceptLanguage, languages) => {
    const answer = await files.answer({ path: '/', acceptEncoding: '', acceptLanguage, wantsPage: true });
    const html = (await answer?.text()) ?? '';
    const named = [
      ...html.matchAll(/<link rel="modulepreload" hreflang="(\w+)" href="\/ops\/assets\/\1-12345678.js">/g),
    ];
    expect(named.map(([, language]) => language)).toEqual(languages);
    expect(html.match(/hreflang/g) ?? []).toHaveLength(languages.length);
    expect(answer?.headers.get('vary')).toBe('Accept-Language');
  });

  it.each([
    ['br', 'br'],
    ['gzip, deflate, br', 'br'],
    ['gzip', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
    ['', null],
    ['identity', null],
  ])('packs them as the browser takes them: %s', async (accepted, coding) => {
    const answer = await ask('/assets/index-1a2b3c4d.js', accepted);
    expect(answer?.headers.get('content-encoding')).toBe(coding);
    expect(answer?.headers.get('vary')).toBe('Accept-Encoding');
    expect(answer?.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(answer?.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  });

  it.each([
    '/assets/',
    '/assets',
    '/assets/none-12345678.js',
    '/assets/index-1a2b3c4d.js.br',
    '/assets/link-12345678.txt',
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/%2e%2e/secret.txt',
    '//etc/passwd',
    '/constructor',
  ])('gives nothing for %s', async (path) => {
    expect(await ask(path)).toBeNull();
  });

  it('lists them again when they were built again', async () => {
    const directory = join(parent, 'dist');
    writeFileSync(join(directory, 'new.txt'), 'new');
    expect(await ask('/new.txt')).toBeNull();
    utimesSync(join(directory, 'index.html'), new Date(), new Date(Date.now() + 5_000));
    expect(await (await ask('/new.txt'))?.text()).toBe('new');
  });

  it('says so when it was not built', async () => {
    for (const directory of [null, join(parent, 'nothing')]) {
      const none = createConsoleFiles({ directory, site: 'shop', base: '/' });
      const asked = { path: '/', acceptEncoding: '', acceptLanguage: '' };
      const answer = await none.answer({ ...asked, wantsPage: true });
      expect(answer?.status).toBe(503);
      expect(await answer?.text()).toContain('was not built');
      expect(await none.answer({ ...asked, wantsPage: false })).toBeNull();
    }
  });
});

describe('behind a proxy with a prefix', () => {
  let listener: ConsoleListener;
  beforeAll(async () => {
    listener = await listenForConsole({
      config: {
        listen: { host: '127.0.0.1', port: 0 },
        publicUrl: new URL('https://example.com/team/ops/'),
        basePath: '/ops/',
        visibleBase: '/team/ops/',
        tls: null,
        provider: null,
      },
      api: { fetch: (request) => new Response(`api ${new URL(request.url).pathname}`) },
      files,
      logger: createLogger({ level: 'silent', site: 'shop' }),
    });
  });
  afterAll(() => listener.close());
  const get = (target: string) =>
    sendRequest({ port: listener.port, target, headers: { Host: 'example.com', Accept: 'text/html' } });

  it('serves what lies below it, and nothing else', async () => {
    expect(listener.url).toBe('https://example.com/team/ops/');
    expect((await get('/ops/')).status).toBe(200);
    expect((await get('/ops')).headers.location).toBe('/team/ops/');
    expect((await get('/ops/assets/index-1a2b3c4d.js')).status).toBe(200);
    expect((await get('/ops/v1/sites/shop/status')).body).toBe('api /ops/v1/sites/shop/status');
    for (const target of [
      '/',
      '/v1/sites/shop/status',
      '/other/',
      '/opsx/',
      '/ops/../',
      '/ops//assets/index-1a2b3c4d.js',
    ]) {
      expect((await get(target)).status, target).toBe(404);
    }
  });
});
