import fc from 'fast-check';
const { stories } = await import('./story.ts');
const { tellStory } = await import('./tell-story.ts');
for (const seed of process.argv.slice(2).map(Number)) {
  const result = await fc.check(fc.asyncProperty(stories, async (story) => {
    const { violations } = await tellStory(story);
    if (violations.length) throw new Error(violations.slice(0, 2).join(' | '));
  }), { seed, numRuns: 1 });
  console.log(seed, result.failed, result.numShrinks, JSON.stringify(result.counterexample?.[0]), String(result.errorInstance).slice(0, 500));
}
