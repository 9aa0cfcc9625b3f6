import { connect } from 'node:net';
import { createControlClient } from 'portcullis';
import { recordOf } from '../corpora/exchange.ts';
import { casesFor, judges, runCases, type Share } from '../corpora/run-corpus.ts';
import { type RawUpstream, startRawUpstream } from '../corpora/upstreams/raw-upstream.ts';
import type { Hit, NotedExchange } from '../corpora/upstreams/upstream.ts';
import { type GateProcess, startGateProcess, temporaryDirectory } from '../support/gate-process.ts';
import { type Relay, startRelay } from '../support/start-relay.ts';
import { createRandom, type ProofOptions, type ProofResult, pause } from './proof.ts';
import { type RunningStore, startStore } from './switching/start-store.ts';

export interface AttackedFaultsOptions extends ProofOptions {
  /** Which files of adversarial cases; null = all. @default null */
  readonly corpora?: readonly string[] | null;
  /** Of the policies that their cases have, so many. @default all */
  readonly mostPolicies?: number;
  /** @default 'all' */
  readonly share?: Share;
  /** While the cases of one policy are sent, over and over. @default 6 */
  readonly faults?: number;
}

const servers = 2;
const secret = Buffer.alloc(32, 'attacked').toString('base64url');

/**
 * Every adversarial case that is sent on a connection of its own, once at a gate that is well, and then again and again at two servers on
 * one PostgreSQL while these are killed in the middle of switches between read-only and closed, stand still, and are cut off from their
 * store. A fault may keep a request from arriving. Whatever arrives must be what arrives from a gate that is well: no write more, and
 * nobody let in on less. `count` is how often all of them are sent.
 */
export async function proveAttackedFaults({
  count,
  onProgress,
  seed = count,
  corpora = null,
  mostPolicies = Number.POSITIVE_INFINITY,
  faults = 6,
  share = 'all',
}: AttackedFaultsOptions): Promise<ProofResult> {
  const upstream = await startRawUpstream();
  const store = await startStore('postgres');
  const violations: string[] = [];
  const facts = {
    policies: 0,
    cases: 0,
    sent: 0,
    refused: 0,
    unanswered: 0,
    arrived: 0,
    kills: 0,
    stops: 0,
    cuts: 0,
  };
  try {
    const groups = [...(await noteExchanges(upstream, { corpora, share })).values()].slice(0, mostPolicies);
    facts.policies = groups.length;
    facts.cases = groups.reduce((sum, group) => sum + group.length, 0);
    for (let round = 1; round <= count; round += 1) {
      for (const [index, group] of groups.entries()) {
        const random = createRandom(seed * 1_000 + round * 100 + index);
        const attacked = await attack({
          upstream,
          store,
          group,
          random,
          faults,
          site: `round-${round}-group-${index}`,
        });
        violations.push(...attacked.violations);
        for (const name of ['sent', 'refused', 'unanswered', 'arrived', 'kills', 'stops', 'cuts'] as const)
          facts[name] += attacked.facts[name];
      }
      onProgress?.(round);
    }
    return { violations, facts };
  } finally {
    await store.stop();
    await upstream.close();
  }
}

/** By their policy. Of those that an open or closed site is asked nothing is said here. */
async function noteExchanges(
  upstream: RawUpstream,
  { corpora, share }: { readonly corpora: readonly string[] | null; readonly share: Share },
): Promise<ReadonlyMap<string, NotedExchange[]>> {
  const groups = new Map<string, NotedExchange[]>();
  upstream.noteExchange = (exchange) => {
    if (exchange.mode !== 'read-only') return;
    const key = JSON.stringify(exchange.policy);
    groups.set(key, [...(groups.get(key) ?? []), exchange]);
  };
  for (const judge of judges) {
    if (corpora === null || corpora.includes(judge.name))
      await runCases(judge, upstream, casesFor(judge, 'raw', share));
  }
  delete upstream.noteExchange;
  return groups;
}

interface Attack {
  readonly upstream: RawUpstream;
  readonly store: RunningStore;
  readonly group: readonly NotedExchange[];
  readonly random: (below: number) => number;
  readonly site: string;
  readonly faults: number;
}

async function attack({ upstream, store, group, random, site, faults }: Attack) {
  const instances = await Promise.all(
    Array.from({ length: servers }, () =>
      startInstance({ upstream, store, site, policy: group[0]?.policy ?? {} }),
    ),
  );
  const facts = { sent: 0, refused: 0, unanswered: 0, arrived: 0, kills: 0, stops: 0, cuts: 0 };
  try {
    await untilShut(instances);
    upstream.clear();
    const allowed = new Set(group.flatMap(({ hits }) => hits.map(nameOf)));
    let goesOn = true;
    const striking = (async () => {
      for (let number = 0; number < faults; number += 1) await strike(instances, { number, random, facts });
      goesOn = false;
    })();
    const waiting = [...group];
    const attackers = Array.from({ length: 4 }, async () => {
      for (let exchange = waiting.shift(); exchange !== undefined; exchange = waiting.shift()) {
        const port = instances[random(servers)]?.port() ?? 0;
        facts.sent += 1;
        if (goesOn && waiting.length === 0) waiting.push(...group);
        const answer = await sendBytes(port, exchange);
        if (answer === '') facts.unanswered += 1;
        if (/^HTTP\/1\.1 (?:4|5)/.test(answer)) facts.refused += 1;
      }
    });
    await Promise.all(attackers);
    await striking;
    const hits = recordOf(upstream);
    facts.arrived = hits.length;
    const violations = hits
      .filter((hit) => !isAllowed(hit, allowed))
      .map((hit) => `${site}: ${nameOf(hit)} arrived, which no well gate lets through`);
    return { violations: [...new Set(violations)], facts };
  } finally {
    for (const instance of instances) await instance.end();
  }
}

/** Headers say who forwarded it and when; what it does is in these. */
function nameOf({ method, target, body }: Hit): string {
  return JSON.stringify([method, target, body]);
}

/** Of one that was cut off with its server the body may be the beginning of what was allowed. */
function isAllowed(hit: Hit, allowed: ReadonlySet<string>): boolean {
  if (allowed.has(nameOf(hit))) return true;
  if (hit.isCut !== true) return false;
  const beginning = nameOf(hit).slice(0, -2);
  return [...allowed].some((name) => name.startsWith(beginning));
}

interface Instance {
  readonly relay: Relay;
  readonly port: () => number;
  readonly gate: () => GateProcess;
  turn(mode: 'read-only' | 'closed'): Promise<unknown>;
  restart(): Promise<void>;
  isShut(): Promise<boolean>;
  end(): Promise<void>;
}

async function startInstance({
  upstream,
  store,
  site,
  policy,
}: Pick<Attack, 'upstream' | 'store' | 'site'> & Pick<NotedExchange, 'policy'>): Promise<Instance> {
  const relay = await startRelay(store.port());
  const state = temporaryDirectory();
  const control = createControlClient({ stateDirectory: state.path, site, timeoutMs: 3_000 });
  const start = (port: number) =>
    startGateProcess({
      config: {
        site,
        upstream: upstream.wayIn.origin,
        console: false,
        store: { kind: store.kind, place: store.placeAt(relay.port) },
        policy: { ...policy, onStoreLost: 'keep' },
        timeouts: { drainMs: 1 },
      },
      stateDirectory: state.path,
      environment: { PORTCULLIS_SECRET: secret },
      port,
    });
  let gate = await start(0);
  const { port } = gate;
  return {
    relay,
    port: () => port,
    gate: () => gate,
    turn: (mode) =>
      control
        .post('/on', { mode, reason: 'attacked', actor: 'tester', force: true, anyway: true })
        .catch(() => null),
    async restart() {
      await gate.kill();
      gate = await start(port);
    },
    isShut: async () => {
      const { enforcement, switch: of } = await control.get<{
        readonly enforcement: { readonly enforced: boolean };
        readonly switch: { readonly mode: string };
      }>('/status');
      return enforcement.enforced && of.mode !== 'open';
    },
    async end() {
      process.kill(gate.processId, 'SIGCONT');
      await gate.kill();
      await relay.stop();
      state.remove();
    },
  };
}

async function untilShut(instances: readonly Instance[]): Promise<void> {
  await instances[0]?.turn('read-only');
  for (let tries = 0; !(await instances[0]?.isShut().catch(() => false)); tries += 1) {
    if (tries > 600) throw new Error('the site is not shut');
    await pause(50);
  }
}

type Counted = { kills: number; stops: number; cuts: number };

/** One fault, around a switch between two modes that both let no write through. */
async function strike(
  instances: readonly Instance[],
  { number, random, facts }: Pick<Attack, 'random'> & { readonly number: number; readonly facts: Counted },
): Promise<void> {
  const hit = instances[random(servers)];
  const other = instances[random(servers)];
  if (!hit || !other) throw new Error('there is nobody to strike');
  const turned = other.turn(random(2) === 0 ? 'closed' : 'read-only');
  await pause(random(30));
  const fault = number % 3;
  if (fault === 0) {
    facts.kills += 1;
    await hit.restart();
  } else if (fault === 1) {
    facts.stops += 1;
    const { processId } = hit.gate();
    process.kill(processId, 'SIGSTOP');
    await pause(100 + random(1_000));
    process.kill(processId, 'SIGCONT');
  } else {
    facts.cuts += 1;
    hit.relay.swallow(random(2) === 0 ? 'both' : 'to-client');
    await pause(200 + random(1_500));
    hit.relay.pass();
  }
  await turned;
  // Mostly read-only: there is more to get wrong.
  await instances[random(servers)]?.turn('read-only');
}

/** What came back until nothing more came for a while; empty where nobody answered. */
function sendBytes(port: number, { bytes, from }: NotedExchange): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect({ port, host: '127.0.0.1', ...(from !== undefined && { localAddress: from }) });
    const end = (): void => {
      socket.destroy();
      resolve(text);
    };
    // One that stands still answers when it goes on.
    socket.setTimeout(1_500, end);
    socket.on('error', end).on('close', end);
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      socket.setTimeout(30);
    });
    socket.write(bytes, 'latin1');
  });
}
