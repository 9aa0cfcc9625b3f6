import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

/** What package-lock.json says of an installed package. */
interface Locked {
  readonly version: string;
  readonly resolved?: string;
  readonly link?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly engines?: { readonly node?: string };
}

const root = join(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const { packages } = JSON.parse(read('package-lock.json')) as { packages: Readonly<Record<string, Locked>> };
const published = ['packages/gate', 'packages/store', 'packages/quiesce', 'packages/server'];

/** Everything that runs with a published package, by its place in the lock file. */
function runtimePlaces(): string[] {
  const found = new Set<string>();
  const waiting = [...published];
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    if (found.has(place)) continue;
    found.add(place);
    const { dependencies, optionalDependencies } = packages[place] ?? {};
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const from = placeOf(name, place);
      if (from !== undefined) waiting.push(from);
    }
  }
  return [...found].sort();
}

/** Beside the dependent, or at the top. */
function placeOf(name: string, dependent: string): string | undefined {
  const inside = `${dependent}/node_modules/${name}`;
  const place = inside in packages ? inside : `node_modules/${name}`;
  const entry = packages[place];
  return entry?.link ? entry.resolved : entry && place;
}

/** The oldest Node that a range allows in its newest alternative: `^20 || >=22.12.0` → 22.12. */
function oldest(range: string): readonly [number, number] {
  const alternatives = range.split('||').map((part): readonly [number, number] => {
    const [, major = '0', minor = '0'] = /(\d+)(?:\.(\d+))?/.exec(part) ?? [];
    return [Number(major), Number(minor)];
  });
  return alternatives.at(-1) ?? [0, 0];
}

describe('the Node that is asked for', () => {
  const [major, minor] = oldest(packages['packages/server']?.engines?.node ?? '');

  it('is the same in every published package and where people read it', () => {
    for (const folder of published) {
      const { engines } = JSON.parse(read(`${folder}/package.json`)) as Locked;
      expect(engines?.node).toBe(`>=${major}.${minor}`);
      expect(packages[folder]?.engines?.node).toBe(`>=${major}.${minor}`);
    }
    for (const file of ['README.md', 'SECURITY.md', 'packages/server/README.md']) {
      expect(read(file).match(/Node (\d+\.\d+)/)?.[1], file).toBe(`${major}.${minor}`);
    }
  });

  it('is new enough for everything that runs with them, and no newer', () => {
    const asked = runtimePlaces().map((place) => ({
      place,
      needs: oldest(packages[place]?.engines?.node ?? '0'),
    }));
    expect(asked.length).toBeGreaterThan(30);
    const tooNew = asked.filter(({ needs }) => needs[0] > major || (needs[0] === major && needs[1] > minor));
    expect(tooNew).toEqual([]);
    const asMuch = asked.filter(
      ({ place, needs }) => !published.includes(place) && needs[0] === major && needs[1] === minor,
    );
    expect(asMuch.map(({ place }) => place)).toContain('node_modules/undici');
  });
});
