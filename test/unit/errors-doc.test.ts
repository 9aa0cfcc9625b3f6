import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { errorRegistry } from '../../packages/gate/src/model/error-registry.ts';

const text = readFileSync(join(import.meta.dirname, '../../docs/errors.md'), 'utf8');

/** The sections by code; a later one of the same name would hide an earlier one, so they come as a list. */
const sections = text
  .split(/^### /m)
  .slice(1)
  .map((section) => {
    const [code = '', ...body] = section.split('\n');
    return { code: code.trim(), body: body.join('\n').split(/^## /m)[0] ?? '' };
  });

describe('docs/errors.md', () => {
  it('has one section for each code of the registry, and none for any other', () => {
    expect(sections.map(({ code }) => code).sort()).toEqual(Object.keys(errorRegistry).sort());
  });

  it.each(Object.entries(errorRegistry))(
    '%s says title, status, meaning and what to do',
    (code, { title, status }) => {
      const body = sections.find((section) => section.code === code)?.body ?? '';
      const served = status === 0 ? 'never served' : `HTTP ${status}`;
      expect(body).toContain(`\n*${title}* · ${served}\n`);
      expect(body).toMatch(/^\*\*What it means\.\*\* \S[\s\S]{40,}^\*\*What to do\.\*\* \S[\s\S]{20,}/m);
    },
  );

  it('mentions no code that does not exist', () => {
    const mentioned = new Set(text.match(/PORTCULLIS_[A-Z_]+/g));
    for (const code of ['PORTCULLIS_MODE']) mentioned.delete(code); // variables of the environment
    expect([...mentioned].filter((code) => !(code in errorRegistry))).toEqual([]);
  });
});
