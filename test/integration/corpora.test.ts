import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { casesFor, judges, runCases } from '../corpora/run-corpus.ts';
import { isLeftOut, startUpstream } from '../corpora/start-upstream.ts';
import { adapterSummary, summary } from '../corpora/summary.ts';
import { applicationNames, type RecordingUpstream } from '../corpora/upstreams/upstream.ts';

// Through the proxy every case in front of the recorder of raw bytes and a third in front of each other application,
// and a third through each adapter: `npm run prove corpora` runs all through all.
describe.each(applicationNames)('adversarial cases, application %s', (name) => {
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
  process.stdout.write(
    `\nA third of them through each adapter (test/corpora/unseen.ts):\n${adapterSummary('third')}\n`,
  );
});
