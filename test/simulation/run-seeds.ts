import fc from 'fast-check';
import { type Story, stories } from './story.ts';
import { type Told, tellStory } from './tell-story.ts';

/** The story of a seed. */
export function storyOf(seed: number): Story {
  const [story] = fc.sample(stories, { seed, numRuns: 1 });
  if (story === undefined) throw new Error(`Expected seed ${seed} to give a story.`);
  return story;
}

/**
 * Null: it held. Otherwise the smallest story found that breaks a promise, to be put among the fixed ones of
 * `test/unit/simulation.test.ts`.
 */
export async function findSmallest(
  seed: number,
): Promise<{ story: Story; violations: readonly string[] } | null> {
  const property = fc.asyncProperty(
    stories,
    async (story) => (await tellStory(story)).violations.length === 0,
  );
  const { counterexample } = await fc.check(property, { seed, numRuns: 1 });
  if (counterexample === null) return null;
  const [story] = counterexample;
  return { story, violations: (await tellStory(story)).violations };
}

export interface SeedsTold {
  /** One line for each seed that broke a promise, with how it is told again. */
  readonly violations: readonly string[];
  readonly facts: Record<string, number>;
}

/** Tells the stories of `count` seeds, from one on. */
export async function tellSeeds(
  first: number,
  count: number,
  onTold: (seed: number, told: Told) => void = () => undefined,
): Promise<SeedsTold> {
  const violations: string[] = [];
  const facts: Record<string, number> = { seeds: 0 };
  for (let seed = first; seed < first + count; seed += 1) {
    const told = await tellStory(storyOf(seed));
    facts.seeds = (facts.seeds ?? 0) + 1;
    for (const [name, value] of Object.entries(told.facts)) facts[name] = (facts[name] ?? 0) + value;
    if (told.violations.length > 0) {
      violations.push(
        `seed ${seed}: ${told.violations.slice(0, 3).join('; ')}. Smaller: PORTCULLIS_SIMULATION_SEED=${seed} npx vitest run --project unit test/unit/simulation.test.ts`,
      );
    }
    onTold(seed, told);
  }
  return { violations, facts };
}
