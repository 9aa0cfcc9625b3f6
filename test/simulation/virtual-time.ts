import { AsyncLocalStorage } from 'node:async_hooks';

/** One process of the simulated world: its own clock, and timers that stand still while it is stopped. */
export interface Machine {
  readonly host: string;
  /** Other hosts have processes of the same number, and a host gives one again. */
  readonly processId: number;
  /** Runs at once, as this process. */
  run<Result>(work: () => Result): Result;
  /** SIGSTOP: what was to happen in it happens after `resume`, in the same order. */
  pause(): void;
  resume(): void;
  /** SIGKILL: nothing happens in it any more. */
  kill(): void;
  isRunning(): boolean;
  isAlive(): boolean;
  /** For how long it was neither stopped nor dead. */
  ranMs(): number;
  /** Since when it runs; infinity = it does not. */
  runsSinceMs(): number;
  wallMs(): number;
  monotonicMs(): number;
  /** Somebody sets its wall clock. */
  jump(byMs: number): void;
}

export interface MachineOptions {
  readonly host: string;
  readonly processId: number;
  /** Its wall clock is off by so much. */
  readonly aheadMs: number;
  /** How fast its clocks go. */
  readonly rate: number;
}

/** The one thread of everything that happens: what is due next happens next, and nothing else meanwhile. */
export interface VirtualTime {
  nowMs(): number;
  /** Null = nobody's: it happens whatever becomes of any process. Returns the way to call it off. */
  after(delayMs: number, whose: Machine | null, work: () => void): () => void;
  machine(options: MachineOptions): Machine;
  /** Whether a process of this host has this number and is not dead. */
  isAlive(host: string, processId: number): boolean;
  /** Lets so much time go by. */
  advance(byMs: number): Promise<void>;
}

interface Happening {
  readonly atMs: number;
  readonly order: number;
  readonly whose: SimulatedMachine | null;
  readonly work: () => void;
  isOff: boolean;
}

/** 2026-11-23T00:00:00Z. */
const beginning = 1_795_392_000_000;
const current = new AsyncLocalStorage<SimulatedMachine>();
/** Of the machine that runs the simulation. */
const real = {
  setTimeout: globalThis.setTimeout,
  clearTimeout: globalThis.clearTimeout,
  setInterval: globalThis.setInterval,
  clearInterval: globalThis.clearInterval,
  setImmediate: globalThis.setImmediate,
  now: Date.now,
  monotonic: performance.now.bind(performance),
  kill: process.kill.bind(process),
};

export function createVirtualTime(): VirtualTime {
  return new Timeline();
}

class Timeline implements VirtualTime {
  #now = 0;
  #order = 0;
  readonly #queue: Happening[] = [];
  readonly #machines: SimulatedMachine[] = [];

  nowMs(): number {
    return this.#now;
  }

  after(delayMs: number, whose: Machine | null, work: () => void): () => void {
    this.#order += 1;
    const happening: Happening = {
      atMs: this.#now + Math.max(0, delayMs),
      order: this.#order,
      whose: whose as SimulatedMachine | null,
      work,
      isOff: false,
    };
    push(this.#queue, happening);
    return () => {
      happening.isOff = true;
    };
  }

  machine(options: MachineOptions): Machine {
    const machine = new SimulatedMachine(this, options);
    this.#machines.push(machine);
    return machine;
  }

  isAlive(host: string, processId: number): boolean {
    return this.#machines.some(
      (machine) => machine.host === host && machine.processId === processId && machine.isAlive(),
    );
  }

  async advance(byMs: number): Promise<void> {
    const until = this.#now + byMs;
    for (;;) {
      const next = this.#queue[0];
      if (next === undefined || next.atMs > until) break;
      pop(this.#queue);
      this.#now = Math.max(this.#now, next.atMs);
      if (next.isOff) continue;
      if (next.whose === null) current.exit(next.work);
      else if (!next.whose.take(next)) continue;
      await settled();
    }
    this.#now = until;
    await settled();
  }
}

/** Everything that follows without waiting has happened: microtasks and ticks end before the next turn. */
function settled(): Promise<void> {
  return new Promise((resolve) => real.setImmediate(resolve));
}

class SimulatedMachine implements Machine {
  readonly host: string;
  readonly processId: number;
  readonly #time: Timeline;
  readonly #rate: number;
  #aheadMs: number;
  #state: 'running' | 'stopped' | 'dead' = 'running';
  #missed: Happening[] = [];
  #ranBeforeMs = 0;
  #runsSinceMs: number;

  constructor(time: Timeline, { host, processId, aheadMs, rate }: MachineOptions) {
    this.host = host;
    this.processId = processId;
    this.#time = time;
    this.#rate = rate;
    this.#aheadMs = aheadMs;
    this.#runsSinceMs = time.nowMs();
  }

  run<Result>(work: () => Result): Result {
    return current.run(this, work);
  }

  /** False: it did not happen now, if it ever does. */
  take(happening: Happening): boolean {
    if (this.#state === 'stopped') this.#missed.push(happening);
    if (this.#state !== 'running') return false;
    this.run(happening.work);
    return true;
  }

  after(delayMs: number, work: () => void): () => void {
    return this.#time.after(delayMs / this.#rate, this, work);
  }

  pause(): void {
    if (this.#state !== 'running') return;
    this.#ranBeforeMs = this.ranMs();
    this.#state = 'stopped';
  }

  resume(): void {
    if (this.#state !== 'stopped') return;
    this.#state = 'running';
    this.#runsSinceMs = this.#time.nowMs();
    const missed = this.#missed;
    this.#missed = [];
    for (const one of missed) this.#time.after(0, this, () => one.isOff || one.work());
  }

  kill(): void {
    this.#ranBeforeMs = this.ranMs();
    this.#state = 'dead';
    this.#missed = [];
  }

  isRunning(): boolean {
    return this.#state === 'running';
  }

  isAlive(): boolean {
    return this.#state !== 'dead';
  }

  ranMs(): number {
    return this.#ranBeforeMs + (this.#state === 'running' ? this.#time.nowMs() - this.#runsSinceMs : 0);
  }

  runsSinceMs(): number {
    return this.#state === 'running' ? this.#runsSinceMs : Number.POSITIVE_INFINITY;
  }

  wallMs(): number {
    return Math.floor(beginning + this.#time.nowMs() * this.#rate + this.#aheadMs);
  }

  monotonicMs(): number {
    return this.#time.nowMs() * this.#rate;
  }

  jump(byMs: number): void {
    this.#aheadMs += byMs;
  }
}

/** As Node's, as far as products use them. */
class SimulatedTimer {
  #callOff: () => void;

  constructor(
    machine: SimulatedMachine,
    work: () => void,
    options: { delayMs: number; isRepeated: boolean },
  ) {
    const delayMs = Math.max(1, options.delayMs || 0);
    const ring = (): void => {
      // Before the work, which may end it.
      if (options.isRepeated) this.#callOff = machine.after(delayMs, ring);
      work();
    };
    this.#callOff = machine.after(delayMs, ring);
  }

  unref(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  stop(): void {
    this.#callOff();
  }
}

type Callback = (...values: unknown[]) => void;

/**
 * Puts clocks and timers in the place of the global ones that tell by whom they are asked: code of a simulated process gets those of
 * its machine, everything else the real ones. So the products run as they are, and `Date.now()` deep in a library is no hole.
 * Returns the way to put the real ones back.
 */
export function installClocks(time: VirtualTime): () => void {
  const start =
    (isRepeated: boolean, otherwise: Callback) =>
    (work: Callback, delayMs: number, ...values: unknown[]) => {
      const machine = current.getStore();
      if (machine === undefined) return Reflect.apply(otherwise, globalThis, [work, delayMs, ...values]);
      return new SimulatedTimer(machine, () => work(...values), { delayMs, isRepeated });
    };
  const stop = (otherwise: Callback) => (timer: unknown) => {
    if (timer instanceof SimulatedTimer) timer.stop();
    else Reflect.apply(otherwise, globalThis, [timer]);
  };
  Object.assign(globalThis, {
    setTimeout: start(false, real.setTimeout as Callback),
    setInterval: start(true, real.setInterval as Callback),
    clearTimeout: stop(real.clearTimeout as Callback),
    clearInterval: stop(real.clearInterval as Callback),
    setImmediate: (work: Callback, ...values: unknown[]) => {
      const machine = current.getStore();
      if (machine === undefined) return real.setImmediate(work, ...values);
      return new SimulatedTimer(machine, () => work(...values), { delayMs: 0, isRepeated: false });
    },
  });
  Date.now = () => current.getStore()?.wallMs() ?? real.now.call(Date);
  performance.now = () => current.getStore()?.monotonicMs() ?? real.monotonic();
  process.kill = (processId, signal) => {
    const asking = current.getStore();
    if (asking === undefined) return real.kill(processId, signal);
    if (time.isAlive(asking.host, processId)) return true;
    throw Object.assign(new Error('no such process'), { code: 'ESRCH' });
  };
  return () => {
    const { setTimeout, clearTimeout, setInterval, clearInterval, setImmediate } = real;
    Object.assign(globalThis, { setTimeout, clearTimeout, setInterval, clearInterval, setImmediate });
    Date.now = real.now;
    performance.now = real.monotonic;
    process.kill = real.kill;
  };
}

function isBefore(one: Happening, other: Happening): boolean {
  return one.atMs < other.atMs || (one.atMs === other.atMs && one.order < other.order);
}

/** A binary heap: thousands of timers wait at a time. */
function push(queue: Happening[], happening: Happening): void {
  let place = queue.length;
  while (place > 0) {
    const above = (place - 1) >> 1;
    const parent = queue[above];
    if (parent === undefined || isBefore(parent, happening)) break;
    queue[place] = parent;
    place = above;
  }
  queue[place] = happening;
}

function pop(queue: Happening[]): void {
  const last = queue.pop();
  if (last === undefined || queue.length === 0) return;
  let place = 0;
  for (;;) {
    const left = queue[2 * place + 1];
    const right = queue[2 * place + 2];
    const smaller = left !== undefined && right !== undefined && isBefore(right, left) ? right : left;
    if (smaller === undefined || !isBefore(smaller, last)) break;
    const from = 2 * place + (smaller === left ? 1 : 2);
    queue[place] = smaller;
    place = from;
  }
  queue[place] = last;
}
