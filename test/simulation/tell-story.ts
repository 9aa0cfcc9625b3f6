import { createRandom } from '../proofs/proof.ts';
import type { SimulatedHost } from './host.ts';
import { installCrypto } from './seeded-crypto.ts';
import type { Happening, Story } from './story.ts';
import { installClocks } from './virtual-time.ts';
import { createWorld, type World } from './world.ts';

/** What came of a story. */
export interface Told {
  /** One line for each promise that was broken; empty = all held. */
  readonly violations: readonly string[];
  readonly facts: Readonly<Record<string, number>>;
}

/** How long everything that works again may take to come to rest. */
const patienceMs = 150_000;

/**
 * Tells one story in a world of its own, in which nothing depends on the machine: the same story always ends alike. One at a time:
 * the clocks of all processes are put in the place of the global ones.
 */
export async function tellStory(story: Story): Promise<Told> {
  const below = createRandom(story.seed);
  const putBackCrypto = installCrypto(below);
  let putBackClocks: () => void = () => undefined;
  try {
    const world = await createWorld({ ...story, below });
    putBackClocks = installClocks(world.time);
    try {
      for (const host of world.hosts) host.start();
      await world.time.advance(400);
      world.visitors.begin();
      sampleAlways(world);
      await world.time.advance(600);
      world.keepReplica();
      world.backUp();
      for (const { what, thenMs } of story.happenings) {
        happens(world, what);
        await world.time.advance(thenMs);
      }
      await world.time.advance(1_000);
      await comesToRest(world);
      await world.judgeEnd();
      return told(world);
    } finally {
      await world.close();
    }
  } finally {
    putBackClocks();
    putBackCrypto();
  }
}

function told({ switchChecker, webhookChecker, violations, time }: World): Told {
  return {
    violations: [...switchChecker.violations, ...webhookChecker.violations, ...violations],
    facts: { ...switchChecker.counts, ...webhookChecker.counts, seconds: Math.round(time.nowMs() / 1_000) },
  };
}

function sampleAlways(world: World): void {
  for (const host of world.hosts) host.sample();
  world.time.after(200, null, () => sampleAlways(world));
}

function happens(world: World, what: Happening): void {
  const { store, application, worker } = world;
  const at = (place: number): SimulatedHost => {
    const host = world.hosts[place % world.hosts.length];
    if (host === undefined) throw new Error('a world without hosts');
    return host;
  };
  switch (what.kind) {
    case 'on':
      world.command(at(what.host), what);
      break;
    case 'off':
      world.command(at(what.host), { kind: 'off' });
      break;
    case 'flip': {
      const { mode, gapMs } = what;
      const on = { kind: 'on', mode, checkout: null, seconds: null } as const;
      world.command(at(what.host), on);
      world.time.after(gapMs, null, () => world.command(at(what.host), { kind: 'off' }));
      world.time.after(2 * gapMs, null, () => world.command(at(what.host), on));
      break;
    }
    case 'both':
      world.command(at(what.hosts[0]), { kind: 'on', mode: what.mode, checkout: null, seconds: null });
      world.command(at(what.hosts[1]), { kind: 'off' });
      break;
    case 'look':
      world.look(at(what.host));
      break;
    case 'remove-silent':
      world.removeSilent(at(what.host));
      break;
    case 'pause':
      at(what.host).machine?.pause();
      break;
    case 'resume':
      at(what.host).machine?.resume();
      break;
    case 'kill':
      at(what.host).kill();
      break;
    case 'stop':
      at(what.host).stop();
      break;
    case 'start':
      at(what.host).start();
      break;
    case 'start-old':
      at(what.host).kill();
      at(what.host).start({ isOld: true });
      break;
    case 'cut':
      at(what.host).link.isDeafened = what.way !== 'from-store';
      at(what.host).link.isMuted = what.way !== 'to-store';
      break;
    case 'slow':
      at(what.host).link.slowMs = what.ms;
      break;
    case 'lose-answers':
      at(what.host).link.answersToLose = what.count;
      break;
    case 'lose-hints':
      at(what.host).link.losesHints = true;
      break;
    case 'heal':
      heal(at(what.host));
      break;
    case 'jump':
      world.jump(at(what.host), what.ms);
      break;
    case 'override':
      world.overrideAt(at(what.host), what.mode, what.seconds);
      break;
    case 'store-down':
      store.isUp = false;
      break;
    case 'store-up':
      store.isUp = true;
      break;
    case 'replicate':
      world.keepReplica();
      break;
    case 'fail-over':
      world.failOver();
      break;
    case 'back-up':
      world.backUp();
      break;
    case 'restore':
      world.restore();
      break;
    case 'flush':
      world.flush();
      break;
    case 'application':
      application.state = what.state;
      break;
    case 'job-begins':
      if (worker !== null && !worker.isPaused) worker.inHand += 1;
      break;
    case 'job-ends':
      if (worker !== null) worker.inHand = 0;
      break;
  }
}

function heal({ link }: SimulatedHost): void {
  Object.assign(link, { isDeafened: false, isMuted: false, slowMs: 0, answersToLose: 0, losesHints: false });
}

/** Everything works, every host runs the newest version, and operators go on until the site is open. */
async function comesToRest(world: World): Promise<void> {
  const { hosts, store, application, time, worker } = world;
  store.isUp = true;
  application.state = 'works';
  if (worker !== null) worker.inHand = 0;
  for (const host of hosts) {
    heal(host);
    host.machine?.resume();
    if (host.isOld) host.kill();
    host.start();
  }
  const endsAt = time.nowMs() + patienceMs;
  let problems: readonly string[] = ['it was not looked at'];
  while (problems.length > 0 && time.nowMs() < endsAt) {
    await time.advance(1_000);
    for (const host of hosts) host.start();
    problems = await findUnrest(world);
    const asked = hosts[Math.floor(time.nowMs() / 1_000) % hosts.length];
    if (problems.includes('shut') && asked !== undefined) world.command(asked, { kind: 'off' });
    if (asked !== undefined && problems.includes('webhooks are missing')) world.tryFailedAgain(asked);
  }
  world.visitors.stop();
  for (const problem of problems) world.violations.push(`it does not come to rest: ${problem}`);
}

async function findUnrest(world: World): Promise<readonly string[]> {
  const { hosts, webhookChecker, worker } = world;
  const found: string[] = [];
  const { mode, areas } = await world.stored();
  if (mode !== 'open' || Object.keys(areas).length > 0) found.push('shut');
  for (const { name, server, machine } of hosts) {
    if (server === null || machine === null) found.push(`${name} does not run`);
    else {
      const { snapshot, store } = machine.run(() => server.gate.view());
      if (store === 'contested') found.push('shut');
      else if (snapshot.mode !== 'open') found.push(`${name} is ${snapshot.mode} (${snapshot.why})`);
      const conducted = server.conducted?.conductor.view();
      if (conducted?.transition != null) found.push(`${name} conducts ${conducted.transition.phase}`);
    }
  }
  if (world.isCommanded()) found.push('a command is being carried out');
  if (!webhookChecker.isComplete()) found.push('webhooks are missing');
  // Who had paused it is lost with the store: somebody starts it by hand.
  if (worker?.isPaused === true && !world.hasLost()) found.push('the worker is paused');
  return found;
}
