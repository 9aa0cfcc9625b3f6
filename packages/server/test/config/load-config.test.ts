import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PortcullisError } from '@portcullis/gate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load-config.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'portcullis-config-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const put = (name: string, text: string) => writeFileSync(join(directory, name), text);

async function refusalOf(name: string): Promise<PortcullisError> {
  const error = await loadConfig(name, directory).catch((reason: unknown) => reason);
  if (error instanceof PortcullisError) return error;
  throw new Error(`${name} was read: ${JSON.stringify(error)}`);
}

describe('a configuration file', () => {
  it('is found by its usual name, TypeScript before JSON', async () => {
    expect(await loadConfig(null, directory)).toBeNull();
    put('portcullis.config.json', '{"upstream":"http://json"}');
    expect((await loadConfig(null, directory))?.input).toEqual({ upstream: 'http://json' });
    put('portcullis.config.ts', 'export default { upstream: "http://ts" as string };');
    expect(await loadConfig(null, directory)).toEqual({
      input: { upstream: 'http://ts' },
      source: join(directory, 'portcullis.config.ts'),
      directory,
    });
  });

  it.each([
    ['bad.json', '{ "upstream": "http://a", }', 'it is not valid JSON'],
    ['empty.json', '', 'it is not valid JSON'],
    ['wrong.mjs', 'export default {\n  upstream: "http://a",,\n};', 'it cannot be imported'],
    ['throws.mjs', 'throw new Error("no database url");', 'no database url'],
    ['none.mjs', 'export const config = {};', 'it has no default export'],
  ])('%s is refused with its path, the reason and the next step', async (name, text, reason) => {
    put(name, text);
    const { code, message } = await refusalOf(name);
    expect(code).toBe('PORTCULLIS_CONFIG_INVALID');
    expect(message).toMatch(new RegExp(`^${join(directory, name)} cannot be used: `));
    expect(message).toContain(reason);
    expect(message).toContain('Expected JSON, or a module whose default export is defineConfig');
    expect(message).toContain('portcullis init');
  });

  it('that is named and missing is refused', async () => {
    expect((await refusalOf('missing.ts')).message).toContain('there is no such file');
    expect((await refusalOf('missing.json')).message).toContain('the file cannot be read');
  });
});
