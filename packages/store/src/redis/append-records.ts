import type { AuditRecord } from '@portcullis/gate';
import { ShapeError, whole } from '../record/shape.ts';
import { checkSuccession } from '../rules/check-succession.ts';
import type { Command, Committed, Condition } from './connection.ts';
import type { SiteKeys } from './keys.ts';

/** How the records of one chain come into a commit, and what it means when their condition is not met. */
export interface Appending {
  readonly conditions: readonly Condition[];
  readonly commands: readonly Command[];
  /** Throws what is wrong when it is the chain that was not as expected. */
  check(outcome: Committed): void;
}

/** A commit takes so many arguments of one command. */
const recordsAtOnce = 1_000;

/** Throws at once when the records do not follow one another. */
export function appendRecords(keys: SiteKeys, records: readonly AuditRecord[]): Appending {
  const [first] = records;
  const last = records.at(-1);
  if (first === undefined || last === undefined) {
    return { conditions: [], commands: [], check: () => undefined };
  }
  checkSuccession(first.sequence - 1, records);
  const before = first.sequence - 1;
  const condition = { key: keys.ends, field: first.chain, value: before === 0 ? null : String(before) };
  return {
    conditions: [condition],
    commands: [
      { name: 'HSET', key: keys.ends, args: [last.chain, String(last.sequence)] },
      ...parted(records).flatMap((some) => storing(keys, some)),
    ],
    check(outcome) {
      if (outcome.kind !== 'unmet' || outcome.condition !== condition) return;
      checkSuccession(endOf(outcome.found, first.chain), records);
      throw new ShapeError(`the end of the audit chain ${first.chain} is told in two ways`);
    },
  };
}

/** The newest sequence number of a chain as it is stored. */
export function endOf(found: unknown, chain: string): number {
  if (found === null || found === undefined) return 0;
  return whole(Number(found), `the end of the audit chain ${chain}`);
}

/** Where a record is kept: whatever a chain is called, its number ends before the colon. */
export function recordField(chain: string, sequence: number): string {
  return `${sequence}:${chain}`;
}

const placeDigits = 16;

/** In an index, ascending: newest first, by sequence number, then by chain. */
function placeOf(chain: string, sequence: number): string {
  return `${String(Number.MAX_SAFE_INTEGER - sequence).padStart(placeDigits, '0')}${chain}`;
}

export function readPlace(place: string): { readonly chain: string; readonly sequence: number } {
  const sequence = Number.MAX_SAFE_INTEGER - Number(place.slice(0, placeDigits));
  return { chain: place.slice(placeDigits), sequence: whole(sequence, 'a place in the audit log') };
}

function storing(keys: SiteKeys, records: readonly AuditRecord[]): readonly Command[] {
  const fields = records.flatMap((record) => [
    recordField(record.chain, record.sequence),
    JSON.stringify(record),
  ]);
  const byKind = Map.groupBy(records, ({ kind }) => kind);
  const byActor = Map.groupBy(records, ({ actor }) => actor);
  return [
    { name: 'HSET', key: keys.records, args: fields },
    { name: 'ZADD', key: keys.places, args: placesOf(records) },
    ...[...byKind].map(([kind, some]) => ({
      name: 'ZADD',
      key: keys.placesOfKind(kind),
      args: placesOf(some),
    })),
    ...[...byActor].map(([actor, some]) => ({
      name: 'ZADD',
      key: keys.placesOfActor(actor),
      args: placesOf(some),
    })),
  ];
}

function placesOf(records: readonly AuditRecord[]): readonly string[] {
  return records.flatMap(({ at, chain, sequence }) => [String(-at), placeOf(chain, sequence)]);
}

function parted(records: readonly AuditRecord[]): readonly (readonly AuditRecord[])[] {
  const parts: AuditRecord[][] = [];
  for (let from = 0; from < records.length; from += recordsAtOnce) {
    parts.push(records.slice(from, from + recordsAtOnce));
  }
  return parts;
}
