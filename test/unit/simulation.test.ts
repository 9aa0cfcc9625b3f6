import fc from 'fast-check';
import { it } from 'vitest';
import { stories } from '../simulation/story.ts';
import { tellStory } from '../simulation/tell-story.ts';

it('first', async () => {
  const from = Number(process.env.FROM ?? 1);
  const to = Number(process.env.TO ?? 20);
  const started = performance.now();
  const total: Record<string, number> = {};
  for (let seed = from; seed <= to; seed += 1) {
    const [story] = fc.sample(stories, { seed, numRuns: 1 });
    if (story === undefined) continue;
    const { violations, facts } = await tellStory(story);
    for (const [k, v] of Object.entries(facts)) total[k] = (total[k] ?? 0) + v;
    if (violations.length > 0) process.stderr.write(`SEED ${seed} (${violations.length}): ${story.onStoreLost} ${[...new Set(violations)].slice(0,3).join(' | ')}\n${process.env.STORY ? JSON.stringify(story)+'\n' : ''}`);
  }
  console.log(total, (performance.now() - started) / (to - from + 1), 'ms each');
}, 600_000);
