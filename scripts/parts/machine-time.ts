import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';

/** How a machine spent the time between two moments, in seconds. */
export interface MachineTime {
  readonly wallSeconds: number;
  /** The mean of its cores. */
  readonly busySeconds: number;
  /**
   * By how much everything came later because cores had work while the host ran other machines on them. Zero where no
   * system tells.
   */
  readonly withheldSeconds: number;
}

/** What `/proc/stat` has counted since the machine started, in seconds summed over the cores. */
export interface CoreTime {
  readonly busySeconds: number;
  /** `steal` of proc(5). */
  readonly stolenSeconds: number;
}

export interface MachineClock {
  /** The time since the clock was started, or since such an answer. */
  since(earlier?: MachineTime): MachineTime;
  stop(): void;
}

/** Linux counts in hundredths of a second, whatever its kernel's clock (`USER_HZ`). */
const ticksPerSecond = 100;

/** So short that work of one core and work of all are told apart. */
const sampleMs = 1_000;

export function startMachineClock(): MachineClock {
  const cores = cpus().length;
  const startedMs = performance.now();
  const { busySeconds: busyBefore } = readCoreTime();
  let last = { at: startedMs, ...readCoreTime() };
  let withheldSeconds = 0;

  function sample(): void {
    const now = { at: performance.now(), ...readCoreTime() };
    withheldSeconds += delayOf({
      wallSeconds: (now.at - last.at) / 1_000,
      busySeconds: now.busySeconds - last.busySeconds,
      stolenSeconds: now.stolenSeconds - last.stolenSeconds,
    });
    last = now;
  }

  const timer = setInterval(sample, sampleMs).unref();
  return {
    since(earlier = { wallSeconds: 0, busySeconds: 0, withheldSeconds: 0 }) {
      sample();
      return {
        wallSeconds: (last.at - startedMs) / 1_000 - earlier.wallSeconds,
        busySeconds: (last.busySeconds - busyBefore) / cores - earlier.busySeconds,
        withheldSeconds: withheldSeconds - earlier.withheldSeconds,
      };
    },
    stop: () => clearInterval(timer),
  };
}

/** What was stolen, spread over as many cores as had work: one alone came later by all of it. */
export function delayOf(spent: CoreTime & { readonly wallSeconds: number }): number {
  const { wallSeconds, busySeconds, stolenSeconds } = spent;
  if (stolenSeconds <= 0 || wallSeconds <= 0) return 0;
  const wantedCores = (busySeconds + stolenSeconds) / wallSeconds;
  return Math.min(wallSeconds, stolenSeconds / Math.max(1, wantedCores));
}

/** The text of `/proc/stat`; anything else says nothing. */
export function parseCoreTime(text: string): CoreTime {
  const line = /^cpu +(.+)$/m.exec(text)?.[1] ?? '';
  const ticks = line.split(/ +/).map(Number);
  const [user = 0, nice = 0, system = 0, , , interrupts = 0, softInterrupts = 0, steal = 0] = ticks;
  return {
    busySeconds: (user + nice + system + interrupts + softInterrupts) / ticksPerSecond,
    stolenSeconds: steal / ticksPerSecond,
  };
}

function readCoreTime(): CoreTime {
  try {
    return parseCoreTime(readFileSync('/proc/stat', 'utf8'));
  } catch {
    return { busySeconds: 0, stolenSeconds: 0 };
  }
}
