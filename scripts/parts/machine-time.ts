import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';

/** How a machine spent its time up to a moment, in seconds, as the mean of its cores. */
export interface MachineTime {
  readonly wallSeconds: number;
  readonly busySeconds: number;
  /** A core had work, and the host ran another machine on it: `steal` of proc(5). Zero where no system tells. */
  readonly withheldSeconds: number;
}

/** Linux counts in hundredths of a second, whatever its kernel's clock (`USER_HZ`). */
const ticksPerSecond = 100;

export function readMachineTime(): MachineTime {
  const wallSeconds = performance.now() / 1000;
  const cores = cpus().length;
  return { wallSeconds, ...parseMachineTime(readStatistics(), cores) };
}

/** The text of `/proc/stat`; anything else says nothing. */
export function parseMachineTime(text: string, cores: number): Omit<MachineTime, 'wallSeconds'> {
  const line = /^cpu +(.+)$/m.exec(text)?.[1] ?? '';
  const ticks = line.split(/ +/).map(Number);
  const [user = 0, nice = 0, system = 0, , , interrupts = 0, softInterrupts = 0, steal = 0] = ticks;
  const secondsOf = (sum: number) => sum / ticksPerSecond / cores;
  return {
    busySeconds: secondsOf(user + nice + system + interrupts + softInterrupts),
    withheldSeconds: secondsOf(steal),
  };
}

export function machineTimeSince(start: MachineTime): MachineTime {
  const now = readMachineTime();
  return {
    wallSeconds: now.wallSeconds - start.wallSeconds,
    busySeconds: now.busySeconds - start.busySeconds,
    withheldSeconds: now.withheldSeconds - start.withheldSeconds,
  };
}

function readStatistics(): string {
  try {
    return readFileSync('/proc/stat', 'utf8');
  } catch {
    return '';
  }
}
