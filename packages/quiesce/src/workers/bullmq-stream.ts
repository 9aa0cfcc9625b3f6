import type { RunningJob } from './worker.ts';

/** Where a queue keeps what happened to its jobs, dated by Redis itself; processes date by their own clocks. */
export interface StreamQueue {
  toKey(type: string): string;
  readonly client?: Promise<unknown>;
  getBackend?(): unknown;
}

/** The connection of a queue: ioredis, or what BullMQ puts around it and others. */
export interface BullmqClient {
  defineCommand(name: string, definition: { readonly numberOfKeys: number; readonly lua: string }): void;
  runCommand?(name: string, args: unknown[]): Promise<unknown>;
}

/** A place in a stream, as Redis numbers its entries. */
export interface StreamPlace {
  readonly ms: number;
  readonly sequence: number;
}

export interface ReadStreamOptions {
  readonly queue: StreamQueue;
  readonly client: BullmqClient;
  /** Read what comes after it. */
  readonly after: StreamPlace;
}

export interface StreamRead {
  /** Milliseconds since 1970 by the clock of Redis, and not before its last entry. */
  readonly now: number;
  /** The oldest entry that is kept. */
  readonly first: StreamPlace | null;
  /** How far it was read. */
  readonly upTo: StreamPlace;
  /** More came than is read at once. */
  readonly hasMore: boolean;
  /** Jobs that began, oldest first; of one that was removed nothing but its id is known. */
  readonly begun: readonly RunningJob[];
}

/** For who asks for the time alone. */
export const endOfStream: StreamPlace = { ms: Number.MAX_SAFE_INTEGER, sequence: 0 };

/** One read holds Redis up for a millisecond, not more. */
const readAtOnce = 1_000;
const commandName = 'portcullisReadStream';

const lua = `
local time = redis.call('TIME')
local first = redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 1)
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)
local entries = redis.call('XRANGE', KEYS[1], ARGV[1], '+', 'COUNT', ARGV[2])
local begun = {}
for _, entry in ipairs(entries) do
  local fields = {}
  for index = 1, #entry[2], 2 do fields[entry[2][index]] = entry[2][index + 1] end
  if fields.event == 'active' then
    local job = redis.call('HMGET', ARGV[3] .. fields.jobId, 'name', 'pb')
    table.insert(begun, {entry[1], fields.jobId, job[1] or '', job[2] or ''})
  end
end
return {
  time[1], time[2],
  first[1] and first[1][1] or '',
  last[1] and last[1][1] or '',
  #entries > 0 and entries[#entries][1] or '',
  #entries, begun
}`;

const prepared = new WeakSet<BullmqClient>();

/** Null where BullMQ works on something else than Redis, and has no stream. */
export async function findClient(queue: StreamQueue): Promise<BullmqClient | null> {
  const backend: unknown = queue.getBackend?.();
  const client: unknown = await (queue.client ??
    (typeof backend === 'object' && backend !== null ? Reflect.get(backend, 'client') : null));
  return isClient(client) ? client : null;
}

function isClient(value: unknown): value is BullmqClient {
  return (
    typeof value === 'object' && value !== null && typeof Reflect.get(value, 'defineCommand') === 'function'
  );
}

export async function readStream({ queue, client, after }: ReadStreamOptions): Promise<StreamRead> {
  if (!prepared.has(client)) {
    client.defineCommand(commandName, { numberOfKeys: 1, lua });
    prepared.add(client);
  }
  const start = Number.isFinite(after.sequence)
    ? `${after.ms}-${after.sequence + 1}`
    : `${Math.floor(after.ms) + 1}-0`;
  const [seconds, microseconds, first, last, upTo, count, begun] = listOf(
    await run(client, [queue.toKey('events'), start, readAtOnce, queue.toKey('')]),
  );
  const clock = Number(seconds) * 1_000 + Math.floor(Number(microseconds) / 1_000);
  return {
    // A clock that was put back would date what follows before what was.
    now: Math.max(clock, placeOf(last)?.ms ?? 0),
    first: placeOf(first),
    upTo: placeOf(upTo) ?? after,
    hasMore: Number(count) === readAtOnce,
    begun: listOf(begun).map((job) => begunJob(listOf(job))),
  };
}

export function isLater(one: StreamPlace, other: StreamPlace): boolean {
  return one.ms > other.ms || (one.ms === other.ms && one.sequence > other.sequence);
}

/** Plain ioredis, which older versions hand out, knows a command by its name. */
function run(client: BullmqClient, args: unknown[]): Promise<unknown> {
  if (client.runCommand !== undefined) return client.runCommand(commandName, args);
  const command: unknown = Reflect.get(client, commandName);
  if (typeof command !== 'function') {
    throw new Error(
      'Expected a connection of BullMQ on which a script can be run, but this one takes none. Hand in a Queue of BullMQ 5 or 6.',
    );
  }
  return Reflect.apply(command, client, args);
}

function begunJob([place, id, name, by]: readonly unknown[]): RunningJob {
  return {
    name: String(name) || 'a job that was removed',
    id: String(id),
    since: placeOf(place)?.ms ?? null,
    by: String(by) || null,
  };
}

function placeOf(value: unknown): StreamPlace | null {
  const [ms, sequence] = String(value ?? '').split('-');
  return ms && sequence ? { ms: Number(ms), sequence: Number(sequence) } : null;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
