import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { programPath } from '../../scripts/setup-debian.ts';

/** Servers that live in one folder and end together: by `stop`, or with this process, however it ends. */
export interface ServerGroup {
  /** Resolves when it listens. Rejects with its output when it ends before. */
  start(command: Command, listensAt: Address): Promise<void>;
  /** Runs a program to its end and gives its output; rejects when it fails. */
  run(command: Command): Promise<string>;
  /** Ends all of them and removes the folder. */
  stop(): Promise<void>;
}

export type Command = readonly [program: string, ...args: string[]];
export type Address = { readonly path: string } | { readonly port: number; readonly host: string };

/**
 * Reads the ids of processes; when its input ends, it ends what they lead and removes the folder. The kernel closes
 * the input when this process dies.
 */
const guard =
  'while read -r id; do ids="$ids -$id"; done; [ -z "$ids" ] || kill -s KILL -- $ids; rm -rf -- "$0"';

const nobody = 65_534;

/** Who runs the servers: MariaDB refuses to be root, and so should a site. */
export const serverUser: { readonly uid?: number; readonly gid?: number } =
  process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {};

export function createServerGroup(folder: string): ServerGroup {
  // A session of its own: Ctrl-C ends the tests first, then this.
  const keeper = spawn('/bin/sh', ['-c', guard, folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const keeperExited = once(keeper, 'exit');
  const exits: Promise<unknown>[] = [keeperExited];

  function startChild(command: Command): ChildProcess {
    const [program, ...args] = command;
    const child = spawn(program, args, { ...spawnOptions(folder), detached: true });
    if (child.pid !== undefined) {
      keeper.stdin.write(`${child.pid}\n`);
      exits.push(once(child, 'exit'));
    }
    return child;
  }

  return {
    async start(command, listensAt) {
      const child = startChild(command);
      const output = collectOutput(child);
      let isOver = false;
      for (const name of ['exit', 'error'] as const) {
        child.once(name, () => {
          isOver = true;
        });
      }
      for (let look = 0; look < 1_500 && !isOver; look += 1) {
        if ((await accepts(listensAt)) && !isOver) return;
        await delay(10);
      }
      throw new Error(`${command.join(' ')} did not start:\n${output()}`);
    },
    async run(command) {
      const child = startChild(command);
      let written = '';
      child.stdout?.setEncoding('utf8').on('data', (text: string) => {
        written += text;
      });
      const output = collectOutput(child);
      const code = await new Promise<unknown>((resolve) => {
        child.once('error', resolve).once('close', resolve);
      });
      if (code !== 0) throw new Error(`${command.join(' ')} failed (${String(code)}):\n${output()}`);
      return written;
    },
    async stop() {
      keeper.stdin.end();
      await Promise.all(exits);
    },
  };
}

function spawnOptions(folder: string): SpawnOptions {
  return {
    ...serverUser,
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: programPath, HOME: folder, TMPDIR: folder, LC_ALL: 'C.UTF-8' },
  };
}

function collectOutput(child: ChildProcess): () => string {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8');
    });
  }
  child.on('error', (error) => {
    output += String(error);
  });
  return () => output.trim();
}

function accepts(address: Address): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(address);
    const end = (found: boolean) => {
      socket.destroy();
      resolve(found);
    };
    socket.once('connect', () => end(true)).once('error', () => end(false));
  });
}
