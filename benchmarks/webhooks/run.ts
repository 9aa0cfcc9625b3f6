import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startPostgres } from '../../test/support/postgres/start-postgres.ts';
import { startRedis } from '../../test/support/redis/start-redis.ts';
import {
  type Acceptor,
  bareOnPostgres,
  bareOnSqlite,
  bullmqOnRedis,
  pgBossOnPostgres,
  portcullisOnPostgres,
  portcullisOnSqlite,
} from './acceptors.ts';
import { measureReplay } from './replay.ts';

/**
 * How many bodies of 1 KB are accepted durably each second, beside bare inserts that are batched in the same way, BullMQ and
 * pg-boss. Rounds are interleaved; everything is flushed to disk before it is acknowledged.
 * Then how long each is waited for when so many come a second, whether the last were answered or not; and a whole server over
 * HTTP, which takes webhooks and then delivers them to an application that answers at once.
 *   npm run bench -- webhooks [--rounds 5] [--seconds 3] [--senders 256] [--bytes 1024] [--rate 3000] [--held 20000]
 */
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '3' },
    senders: { type: 'string', default: '256' },
    bytes: { type: 'string', default: '1024' },
    rate: { type: 'string', default: '3000' },
    held: { type: 'string', default: '20000' },
    only: { type: 'string', default: '' },
  },
});
const rounds = Number(values.rounds);
const seconds = Number(values.seconds);
const senders = Number(values.senders);
// Text, as JSON is: pg-boss cannot keep other bytes.
const body = Buffer.from(randomBytes(Math.ceil(Number(values.bytes) / 2)).toString('hex'));

interface Round {
  readonly perSecond: number;
  readonly latencies: readonly number[];
  /** Of this process, which does the work of SQLite, too. */
  readonly cpuMicroseconds: number;
}

async function measure({ accept }: Acceptor): Promise<Round> {
  const latencies: number[] = [];
  const begun = performance.now();
  const before = process.cpuUsage();
  const end = begun + seconds * 1_000;
  async function send(): Promise<void> {
    while (performance.now() < end) {
      const from = performance.now();
      await accept(body);
      latencies.push(performance.now() - from);
    }
  }
  await Promise.all(Array.from({ length: senders }, send));
  const { user, system } = process.cpuUsage(before);
  return {
    perSecond: (latencies.length / (performance.now() - begun)) * 1_000,
    latencies,
    cpuMicroseconds: (user + system) / latencies.length,
  };
}

/** How long each waited, of so many that come a second. */
async function measureAtRate({ accept }: Acceptor, rate: number): Promise<readonly number[]> {
  const latencies: number[] = [];
  const under: Promise<void>[] = [];
  const begun = performance.now();
  const most = rate * seconds;
  const send = async (): Promise<void> => {
    const from = performance.now();
    await accept(body);
    latencies.push(performance.now() - from);
  };
  while (under.length < most) {
    const due = Math.min(most, ((performance.now() - begun) / 1_000) * rate);
    while (under.length < due) under.push(send());
    await delay(1);
  }
  await Promise.all(under);
  return latencies;
}

const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
const sorted = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b);

const postgres = await startPostgres(18, { settings: { fsync: 'on' } });
const redis = await startRedis();
const url = postgres.adminUrl;
const all: readonly (() => Promise<Acceptor> | Acceptor)[] = [
  bareOnSqlite,
  portcullisOnSqlite,
  () => bareOnPostgres(url),
  () => portcullisOnPostgres(url),
  () => pgBossOnPostgres(url),
  () => bullmqOnRedis(redis.path),
];
const acceptors: Acceptor[] = [];
for (const make of all) {
  const made = await make();
  if (made.name.includes(values.only)) acceptors.push(made);
  else await made.close();
}
const rate = Number(values.rate);
const waits = new Map<Acceptor, number[]>(acceptors.map((acceptor) => [acceptor, []]));
const results = new Map<Acceptor, Round[]>(acceptors.map((acceptor) => [acceptor, []]));
try {
  for (let round = 0; round <= rounds; round += 1) {
    for (const acceptor of acceptors) {
      const result = await measure(acceptor);
      // The first is to warm up.
      if (round > 0) results.get(acceptor)?.push(result);
    }
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const acceptor of acceptors) {
      // Whoever takes fewer than that would only fall behind.
      const fastest = Math.max(...(results.get(acceptor) ?? []).map(({ perSecond }) => perSecond));
      if (fastest > rate) waits.get(acceptor)?.push(...(await measureAtRate(acceptor, rate)));
    }
  }
} finally {
  for (const acceptor of acceptors) await acceptor.close();
  await redis.stop();
  await postgres.stop();
}

console.log(`${rounds} rounds of ${seconds} s, ${senders} senders, ${body.length} bytes`);
console.log(
  '| what | accepted per second (median) | of bare inserts, round by round | p50 ms | p99 ms | µs of processor each |',
);
console.log('| --- | ---: | ---: | ---: | ---: | ---: |');
for (const [{ name, database, isBare }, measured] of results) {
  const bare = [...results].find(([other]) => other.isBare === true && other.database === database)?.[1];
  const ratios = sorted(
    measured.map(({ perSecond }, index) => perSecond / (bare?.[index]?.perSecond ?? Number.NaN)),
  );
  const latencies = sorted(measured.flatMap(({ latencies: some }) => some));
  console.log(
    `| ${name} | ${Math.round(at(sorted(measured.map(({ perSecond }) => perSecond)), 0.5))} | ${isBare === true || bare === undefined ? '' : at(ratios, 0.5).toFixed(2)} | ${at(latencies, 0.5).toFixed(1)} | ${at(latencies, 0.99).toFixed(1)} | ${at(sorted(measured.map(({ cpuMicroseconds }) => cpuMicroseconds)), 0.5).toFixed(0)} |`,
  );
}

console.log(`\n${rate} a second, whether the last were answered or not`);
console.log('| what | p50 ms | p99 ms | slowest ms |\n| --- | ---: | ---: | ---: |');
for (const [{ name }, latencies] of waits) {
  const ordered = sorted(latencies);
  const shown = [at(ordered, 0.5), at(ordered, 0.99), at(ordered, 1)].map((ms) => ms.toFixed(1));
  console.log(`| ${name} | ${latencies.length === 0 ? 'takes fewer | |' : shown.join(' | ')} |`);
}

const held = { count: Number(values.held), senders: 64, orders: 1_000 };
console.log(
  `\na whole server over HTTP, ${held.count} webhooks of ${held.orders} orders, ${held.senders} senders`,
);
console.log('| store | accepted a second | p99 ms | delivered a second |\n| --- | ---: | ---: | ---: |');
for (const store of ['SQLite', 'PostgreSQL'] as const) {
  const { acceptedPerSecond, acceptedP99Ms, deliveredPerSecond } = await measureReplay(store, held);
  console.log(
    `| ${store} | ${Math.round(acceptedPerSecond)} | ${acceptedP99Ms.toFixed(1)} | ${Math.round(deliveredPerSecond)} |`,
  );
}
