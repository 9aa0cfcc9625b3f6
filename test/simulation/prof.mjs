import fc from 'fast-check';
const { stories } = await import('./story.ts');
const { tellStory } = await import('./tell-story.ts');
const from = Number(process.argv[2]), to = Number(process.argv[3]);
const t = performance.now();
for (let seed = from; seed <= to; seed++) {
  const [story] = fc.sample(stories, { seed, numRuns: 1 });
  const { violations } = await tellStory(story);
  if (violations.length) console.log(seed, violations.length, violations.slice(0, 3).join(' | ')); if (violations.length && process.argv[4]) break;
}
console.log((performance.now() - t) / (to - from + 1));
