import type { Conductor } from '../conductor.ts';
import { describeWaiting } from '../describe-waiting.ts';
import type { ModelSite } from './model-site.ts';

export interface Conducting {
  conduct(site: ModelSite, id?: string): Conductor;
  /** Those that were killed: nothing that they wait for comes any more. */
  abandonAll(): void;
}

/** Conductors of the tests of one file, each closed after its test. */
export function conducting(afterEach: (close: () => Promise<void>) => void): Conducting {
  const running: Conductor[] = [];
  afterEach(async () => {
    await Promise.all(running.splice(0).map((conductor) => conductor.close()));
  });
  return {
    conduct(site, id = 'one') {
      const conductor = site.conductor(id);
      running.push(conductor);
      return conductor;
    },
    abandonAll() {
      for (const killed of running.splice(0)) void killed.close();
    },
  };
}

export const isStill = (conductor: Conductor) => () => conductor.view().stillSince !== null;

/** What keeps it from being still, one line each. */
export const missing = (conductor: Conductor): readonly string[] =>
  conductor.view().missing.map(describeWaiting);
