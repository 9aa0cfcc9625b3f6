import { type Pass, type Switch, type SwitchVersion, untouchedSwitch } from '@portcullis/gate';
import { passShape } from '../record/pass-shape.ts';
import { json, nullable, object, type Shape, ShapeError, text, whole } from '../record/shape.ts';
import { switchShape } from '../record/switch-shape.ts';
import { comparePasses } from '../rules/pass-page.ts';
import { commitRevised } from './commit-revised.ts';
import type { Command, Committed, Condition, RedisConnection } from './connection.ts';
import { type RedisKey, type SiteKeys, textOf } from './keys.ts';

type Version = Omit<SwitchVersion, 'lineage'>;

const versionShape: Shape<Version> = json(
  object<Version>({ epoch: whole, windowId: nullable(text), since: whole }),
);
const storedSwitchShape: Shape<Switch> = json(switchShape);
const storedPassShape: Shape<Pass> = json(passShape);

/** The switch as it was read, and by what it is known that it still is. */
export interface FoundSwitch {
  readonly revision: string | null;
  readonly switch: Switch;
}

export function readingSwitch(keys: SiteKeys): Command {
  return { name: 'HMGET', key: keys.state, args: ['revision', 'switch'] };
}

/** What `readingSwitch` found; where there is nothing, its copy. */
export async function foundSwitch(
  connection: RedisConnection,
  keys: SiteKeys,
  { result, site }: { readonly result: unknown; readonly site: string },
): Promise<FoundSwitch> {
  const [revision, stored] = together(result, `the switch of ${site}`);
  if (revision !== null) return { revision, switch: storedSwitchShape(stored, `the switch of ${site}`) };
  return { revision, switch: (await readCopy(connection, keys, site)) ?? untouchedSwitch(site) };
}

/**
 * A Redis whose memory is full throws keys away, each by itself, where its settings let it: the switch also lies beside the identity of
 * the store, so that a site is open only when both are gone, and then it is another store.
 */
async function readCopy(connection: RedisConnection, keys: SiteKeys, site: string): Promise<Switch | null> {
  const { results } = await connection.ask([{ name: 'HGET', key: keys.identity, args: [copyField(site)] }]);
  const [copy] = results;
  return copy === null || copy === undefined
    ? null
    : storedSwitchShape(copy, `the copy of the switch of ${site}`);
}

function copyField(site: string): string {
  return `switch of ${site}`;
}

export async function readVersion(
  connection: RedisConnection,
  keys: SiteKeys,
  site: string,
): Promise<SwitchVersion> {
  const { lineage, results } = await connection.ask([
    { name: 'HMGET', key: keys.state, args: ['revision', 'version'] },
  ]);
  const [revision, stored] = together(results[0], `the switch of ${site}`);
  if (revision !== null) {
    return { lineage, ...versionShape(stored, `the version of the switch of ${site}`) };
  }
  const { epoch, windowId, since } = (await readCopy(connection, keys, site)) ?? untouchedSwitch(site);
  return { lineage, epoch, windowId, since };
}

export function readingHash(key: RedisKey): Command {
  return { name: 'HGETALL', key, args: [] };
}

/** Field and value, one after the other. */
export function foundHash(result: unknown, at: string): readonly (readonly [string, string])[] {
  if (!Array.isArray(result)) throw new ShapeError(`${at} should be a list`);
  const values: unknown[] = result;
  return Array.from({ length: values.length / 2 }, (_, index) => [
    textOf(values[2 * index], at),
    textOf(values[2 * index + 1], at),
  ]);
}

/** In order of creation. */
export function foundPasses(result: unknown, site: string): Pass[] {
  const at = `the passes of ${site}`;
  return foundHash(result, at)
    .map(([, stored]) => storedPassShape(stored, at))
    .sort(comparePasses);
}

export function foundPass(result: unknown, site: string): Pass | null {
  return result === null || result === undefined ? null : storedPassShape(result, `a pass of ${site}`);
}

/** A write to the switch, to what stands beside it or to the passes, carried out only if none came between. */
export interface SiteWrite {
  readonly found: FoundSwitch;
  /** When it was found, on the store's clock. */
  readonly readAt: number;
  /** As before where it does not change. */
  readonly next: Switch;
  readonly conditions?: readonly Condition[];
  readonly commands: readonly Command[];
}

/** Undefined when somebody came between; what else was not as expected is the caller's to look at. */
export async function writeSite(
  connection: RedisConnection,
  keys: SiteKeys,
  { found, readAt, next, conditions = [], commands }: SiteWrite,
): Promise<Committed | undefined> {
  const { site, epoch, windowId, since } = next;
  const fields = [
    ...['switch', JSON.stringify(next)],
    ...['version', JSON.stringify({ epoch, windowId, since })],
  ];
  return commitRevised(connection, {
    key: keys.state,
    revision: found.revision,
    conditions,
    commands: [
      { name: 'HSET', key: keys.state, args: fields },
      { name: 'HSET', key: keys.identity, args: [copyField(site), JSON.stringify(next)] },
      ...commands,
    ],
    readAt,
    ...(epoch !== found.switch.epoch && { hint: { site, epoch } }),
  });
}

export function withNextEpoch({ switch: current }: FoundSwitch): Switch {
  return { ...current, epoch: current.epoch + 1 };
}

/** All of it is there, or nothing. */
function together(result: unknown, at: string): readonly [string | null, unknown] {
  const [revision, stored]: unknown[] = Array.isArray(result) ? result : [];
  const isThere = (value: unknown): boolean => value !== null && value !== undefined;
  if (isThere(revision) !== isThere(stored)) throw new ShapeError(`${at} is there in part only`);
  return isThere(revision) ? [textOf(revision, at), stored] : [null, null];
}
