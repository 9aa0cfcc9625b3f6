import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CorpusName, corpusNames, readIds } from '../corpora/cases.ts';
import { idleGaps, manifest, type Part } from '../corpora/manifest.ts';
import { casesFor, judges } from '../corpora/run-corpus.ts';
import { unseen } from '../corpora/unseen.ts';
import { applicationNames, insideNames } from '../corpora/upstreams/upstream.ts';

const root = join(import.meta.dirname, '..', '..');

describe('the manifest of the adversarial cases', () => {
  it.each(corpusNames)('names every case of %s once, and no other', (corpus: CorpusName) => {
    const named = manifest.filter((entry) => entry.corpus === corpus).map(({ id }) => id);
    expect([...named].sort()).toEqual([...readIds(corpus)].sort());
  });

  it('leads to a test that is there for every case that is held elsewhere', () => {
    const missing = manifest.flatMap((entry) => {
      if (entry.runner !== 'unit') return [];
      const { file, name } = entry.test;
      return readFileSync(join(root, file), 'utf8').includes(name) ? [] : [`${entry.id}: ${file} › ${name}`];
    });
    expect(missing).toEqual([]);
  });

  it('has every proxied case run in front of the recorder, by one judge, and nothing that is pending', () => {
    const run = judges.flatMap((judge) => casesFor(judge, 'raw', 'all').map(({ id }) => id));
    const proxied = manifest.filter(({ runner }) => runner === 'proxy').map(({ id }) => id);
    expect([...run].sort()).toEqual([...proxied].sort());
    const pending = new Set(manifest.filter(({ runner }) => runner === 'pending').map(({ id }) => id));
    for (const upstream of applicationNames) {
      const ids = judges.flatMap((judge) => casesFor(judge, upstream, 'all').map(({ id }) => id));
      expect(ids.filter((id) => pending.has(id))).toEqual([]);
    }
  });

  it.each(insideNames)('has every proxied case run %s, or names why it is not', (name) => {
    const run = judges.flatMap((judge) => casesFor(judge, name, 'all').map(({ id }) => id));
    const named = unseen
      .filter(({ by, part }) => part === null && by.includes(name))
      .flatMap(({ ids }) => ids);
    const proxied = manifest.filter(({ runner }) => runner === 'proxy').map(({ id }) => id);
    expect([...run, ...named].sort()).toEqual([...proxied].sort());
  });

  it.each(insideNames)('names a case once among what is not seen %s, and only cases that are run', (name) => {
    const named = unseen.filter(({ by }) => by.includes(name)).flatMap(({ ids }) => ids);
    const proxied = new Set(manifest.filter(({ runner }) => runner === 'proxy').map(({ id }) => id));
    expect(named).toEqual([...new Set(named)]);
    expect(named.filter((id) => !proxied.has(id))).toEqual([]);
  });

  it('leaves nothing pending in a part that is there', () => {
    const built = new Set<Part>([
      'answers',
      'audit',
      'banner',
      'caching',
      'client-address',
      'framing',
      'headers-from-outside',
      'methods',
      'page',
      'reading',
      'two-checks',
      'urls',
      'websocket',
    ]);
    const waiting = manifest.filter(({ runner, part }) => runner === 'pending' && built.has(part));
    expect(waiting.map(({ id }) => id)).toEqual([]);
  });

  it('has no gap for a case that is not run', () => {
    expect(idleGaps).toEqual([]);
  });
});
