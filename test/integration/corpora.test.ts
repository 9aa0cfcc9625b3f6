import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { casesFor, judges, runCases, summary } from '../corpora/run-corpus.ts';
import { isLeftOut, startUpstream } from '../corpora/start-upstream.ts';
import { type RecordingUpstream, upstreamNames } from '../corpora/upstreams/upstream.ts';

// Every case in front of the recorder of raw bytes, a third of them in front of each of the others:
// `npm run prove corpora` runs all in front of all.
describe.each(upstreamNames)('adversarial cases in front of %s', (name) => {
  let upstream: RecordingUpstream;
  beforeAll(async () => {
    if (!isLeftOut(name)) upstream = await startUpstream(name);
  });
  afterAll(() => upstream?.close());

  const planned = judges
    .map((judge) => ({ judge, cases: casesFor(judge, name, name === 'raw' ? 'all' : 'third') }))
    .filter(({ cases }) => cases.length > 0)
    .map(({ judge, cases }) => ({ judge, cases, label: `${judge.name}, ${cases.length} cases` }));

  it.skipIf(isLeftOut(name)).each(planned)('$label', async ({ judge, cases }) => {
    const judged = await runCases(judge, upstream, cases);
    expect(judged.flatMap(({ complaints }) => complaints)).toEqual([]);
    expect(judged).toHaveLength(cases.length);
  });
});

afterAll(() => {
  process.stdout.write(`\nAdversarial cases by part (test/corpora/manifest.ts):\n${summary()}\n`);
});
