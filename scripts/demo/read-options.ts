import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../workspace.ts';
import { DemoProblem } from './demo-problem.ts';

export interface DemoOptions {
  /** 0 picks a free one. */
  readonly port: number;
  /** Of the console; 0 picks a free one. */
  readonly consolePort: number;
  /** Where everything lives that the demo remembers. */
  readonly directory: string;
  readonly withVisitors: boolean;
  /** Throw away what earlier starts left. */
  readonly fresh: boolean;
}

const usualPort = 8080;
const usualConsolePort = 8081;

export const help = `npm start [-- --fresh]

Starts a shop with a bug, a few simulated visitors and Portcullis in front, on loopback, and tells the story to
play. Ctrl-C stops everything; the next start goes on with the same shop.

  --fresh   throw the shop's data, the switch and its records away, and begin the story anew
  --help    show this

  PORTCULLIS_DEMO_PORT=${usualPort}        the port of the shop; 0 picks a free one
  PORTCULLIS_DEMO_CONSOLE_PORT=${usualConsolePort}  the port of the console; 0 picks a free one
  PORTCULLIS_DEMO_VISITORS=off     no simulated visitors
  PORTCULLIS_DEMO_DIRECTORY=.demo  where the data lives`;

/** Null when only help is wanted. Throws a DemoProblem for what cannot be meant. */
export function readOptions(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): DemoOptions | null {
  const { fresh, help: wantsHelp } = parse(args);
  if (wantsHelp) return null;
  return {
    port: parsePort('PORTCULLIS_DEMO_PORT', environment, usualPort),
    consolePort: parsePort('PORTCULLIS_DEMO_CONSOLE_PORT', environment, usualConsolePort),
    directory: resolve(root, environment.PORTCULLIS_DEMO_DIRECTORY || join(root, '.demo')),
    withVisitors: environment.PORTCULLIS_DEMO_VISITORS !== 'off',
    fresh,
  };
}

function parse(args: readonly string[]): { readonly fresh: boolean; readonly help: boolean } {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        fresh: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    return values;
  } catch (cause) {
    throw new DemoProblem(`${cause instanceof Error ? cause.message : String(cause)}\n\n${help}`, 2);
  }
}

export type PortVariable = 'PORTCULLIS_DEMO_PORT' | 'PORTCULLIS_DEMO_CONSOLE_PORT';

function parsePort(
  name: PortVariable,
  environment: Readonly<Record<string, string | undefined>>,
  usual: number,
): number {
  const text = environment[name];
  if (text === undefined) return usual;
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new DemoProblem(
    `${name}: expected a port from 1 to 65535, or 0 for a free one, got ${JSON.stringify(text)}. Write ${name}=${usual + 10} npm start, or unset it for ${usual}.`,
    2,
  );
}
