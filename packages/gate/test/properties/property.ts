import fc from 'fast-check';
import { createStopwatch, type Stopwatch } from '../support/stopwatch.ts';

/** Something that holds for whatever is drawn; checked by unit tests and, at length, by `npm run prove`. */
export interface Property {
  readonly name: string;
  check(options: CheckOptions): PropertyResult;
}

/** Properties about one kind of input; the runs asked for are spread evenly over them. */
export interface Family {
  readonly name: string;
  readonly properties: readonly Property[];
}

export interface CheckOptions {
  readonly runs: number;
  /** The same seed draws the same cases. @default another one each time */
  readonly seed?: number | undefined;
}

export interface PropertyResult {
  /** Empty = it held. */
  readonly violations: readonly string[];
  /** Milliseconds of the slowest single call. */
  readonly slowestMs: number;
  /** How often what `least` names was seen. */
  readonly seen: Readonly<Record<string, number>>;
}

export interface Judging {
  /** Around every call of what is tested. */
  readonly stopwatch: Stopwatch;
  /** Counts a case worth counting. */
  saw(what: string): void;
}

export interface PropertyDefinition<Drawn> {
  readonly name: string;
  readonly drawn: fc.Arbitrary<Drawn>;
  /** What is wrong; null when nothing is. */
  readonly judge: (drawn: Drawn, judging: Judging) => string | null;
  /** Shares of the runs in which these must have been seen: else the property might hold because nothing happens. */
  readonly least: Readonly<Record<string, number>>;
}

export function defineProperty<Drawn>(definition: PropertyDefinition<Drawn>): Property {
  const { name, drawn, judge, least } = definition;
  return {
    name,
    check({ runs, seed }) {
      const stopwatch = createStopwatch();
      const seen = new Map<string, number>(Object.keys(least).map((what) => [what, 0]));
      const judging: Judging = {
        stopwatch,
        saw: (what) => void seen.set(what, (seen.get(what) ?? 0) + 1),
      };
      const details = fc.check(
        fc.property(drawn, (one) => {
          const problem = judge(one, judging);
          if (problem !== null) throw new Error(problem);
        }),
        { numRuns: runs, ...(seed === undefined ? {} : { seed }) },
      );
      const violations: string[] = [];
      if (details.failed) {
        const why = details.errorInstance instanceof Error ? details.errorInstance.message : 'failed';
        const example = fc.stringify(details.counterexample?.[0]);
        violations.push(
          `${name}: ${why}; seed ${details.seed}, path ${details.counterexamplePath}: ${example}`,
        );
      } else {
        for (const [what, share] of Object.entries(least)) {
          const times = seen.get(what) ?? 0;
          if (times < runs * share) violations.push(`${name}: only ${times} of ${runs} runs saw ${what}`);
        }
      }
      return { violations, slowestMs: stopwatch.slowestMs, seen: Object.fromEntries(seen) };
    },
  };
}

export interface FamilyResult {
  readonly runs: number;
  readonly violations: readonly string[];
  readonly slowestMs: number;
  readonly seen: Readonly<Record<string, number>>;
}

export function checkFamily({ properties }: Family, { runs, seed }: CheckOptions): FamilyResult {
  const each = Math.ceil(runs / properties.length);
  const violations: string[] = [];
  const seen: Record<string, number> = {};
  let slowestMs = 0;
  for (const property of properties) {
    const result = property.check({ runs: each, seed });
    violations.push(...result.violations);
    slowestMs = Math.max(slowestMs, result.slowestMs);
    for (const [what, times] of Object.entries(result.seen)) seen[what] = (seen[what] ?? 0) + times;
  }
  return { runs: each * properties.length, violations, slowestMs, seen };
}
