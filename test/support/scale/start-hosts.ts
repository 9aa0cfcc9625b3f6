import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { program } from '../program.ts';
import { blocksOf } from './read-steps.ts';

export interface Ran {
  readonly exitCode: number;
  readonly output: string;
}

/** A machine as docs/scale.md sets one up: a folder with its files, and a server that comes back when it ends. */
export interface Host {
  readonly name: string;
  readonly address: string;
  /** Where nginx reaches its server. */
  readonly origin: string;
  /** Lines of shell, typed in `/etc/portcullis`. */
  run(lines: string): Promise<Ran>;
  /** Ends its server as a power cut does. It does not come back before `start`. */
  kill(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** All that its servers said. */
  log(): string;
}

export interface HostsOptions {
  readonly folder: string;
  readonly count: number;
  readonly upstreamPort: number;
  /** Where they listen, each at an address of its own. */
  readonly port: number;
  /** Of `PORTCULLIS_STORE`. */
  readonly place: string;
  readonly kind: 'postgres' | 'redis';
  /** Put into the configuration before it is copied. */
  readonly onStoreLost: string;
}

const patienceMs = 30_000;

/** The steps 2 and 3, on as many hosts as there are to be. */
export async function startHosts(options: HostsOptions): Promise<readonly Host[]> {
  const hosts = Array.from({ length: options.count }, (_, index) => createHost(options, index + 1));
  const [first] = hosts;
  if (first === undefined) throw new Error('Expected at least one host');
  const [initialise = ''] = blocksOf('The configuration');
  const made = await first.run(initialise.replace('--store postgres', `--store ${options.kind}`));
  if (made.exitCode !== 0) throw new Error(made.output);
  const configuration = join(options.folder, first.name, 'etc/portcullis.config.json');
  const input = JSON.parse(readFileSync(configuration, 'utf8'));
  input.policy.onStoreLost = options.onStoreLost;
  writeFileSync(configuration, JSON.stringify({ ...input, console: false }));
  const secret = readFileSync(join(options.folder, first.name, 'state/secret'), 'utf8').trim();
  for (const { name } of hosts) {
    const etc = join(options.folder, name, 'etc');
    if (name !== first.name) {
      // One file for all of them, but for what is a path of this machine.
      const own = {
        ...JSON.parse(readFileSync(configuration, 'utf8')),
        stateDirectory: join(etc, '../state'),
      };
      writeFileSync(join(etc, 'portcullis.config.json'), JSON.stringify(own));
    }
    const [environment = ''] = blocksOf('The configuration').slice(-1);
    const filled = environment
      .replace(/^(PORTCULLIS_SECRET)=.*$/m, `$1=${secret}`)
      .replace(/^(PORTCULLIS_STORE)=.*$/m, `$1=${options.place}`);
    writeFileSync(join(etc, 'environment'), filled);
  }
  await Promise.all(hosts.map((host) => host.start()));
  return hosts;
}

function createHost({ folder, upstreamPort, port }: HostsOptions, number: number): Host {
  const name = `gate-${number}`;
  const address = `127.0.0.${10 + number}`;
  const root = join(folder, name);
  for (const directory of ['etc', 'bin', 'state']) mkdirSync(join(root, directory), { recursive: true });
  const processFile = join(root, 'pid');
  const itsName = `import os from 'node:os'; import { syncBuiltinESMExports } from 'node:module'; os.hostname = () => '${name}'; syncBuiltinESMExports();`;
  const node = `"${process.execPath}" --disable-warning=ExperimentalWarning --import 'data:text/javascript,${encodeURIComponent(itsName).replaceAll("'", '%27')}' "${program}"`;
  writeCommand('portcullis', `exec ${node} "$@"`);
  // As that of systemd it waits until the old one has ended, and not until the new one serves.
  writeCommand(
    'systemctl',
    `old=$(cat "${processFile}"); kill "$old"; while kill -0 "$old" 2>/dev/null; do sleep 0.05; done`,
  );

  let child: ChildProcess | null = null;
  let comesBack = false;
  const shells = new Set<ChildProcess>();
  let output = '';

  function writeCommand(command: string, line: string): void {
    const file = join(root, 'bin', command);
    writeFileSync(file, `#!/bin/sh\n${line}\n`);
    chmodSync(file, 0o755);
  }

  /** Addresses and paths of the document in place of which this machine has others. */
  const here = (lines: string): string =>
    lines
      .replaceAll('10.0.0.30:3000', `127.0.0.1:${upstreamPort}`)
      .replaceAll('10.0.0.11:8080', `${address}:${port}`)
      .replaceAll('10.0.0.5/32', '127.0.0.1/32')
      .replaceAll('/var/lib/portcullis', join(root, 'state'))
      .replaceAll('/usr/local/bin/portcullis', join(root, 'bin/portcullis'));

  const environment = (): NodeJS.ProcessEnv => ({
    PATH: `${join(root, 'bin')}:${process.env.PATH}`,
    USER: 'ada',
    NO_COLOR: '1',
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
  });

  function spawnServer(): Promise<void> {
    const [unit = ''] = blocksOf('The servers');
    const [, command = ''] = /^ExecStart=(.+)$/m.exec(unit) ?? [];
    const variables = readFileSync(join(root, 'etc/environment'), 'utf8').matchAll(/^(\w+)=(.*)$/gm);
    const one = spawn('/bin/sh', ['-c', `exec ${here(command)}`], {
      cwd: join(root, 'etc'),
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...environment(), ...Object.fromEntries([...variables].map(([, key, value]) => [key, value])) },
    });
    child = one;
    writeFileSync(processFile, String(one.pid));
    let said = '';
    one.once('exit', () => {
      // Restart=always.
      if (comesBack) void spawnServer().catch(() => undefined);
    });
    return new Promise((resolve, reject) => {
      const watchdog = setTimeout(() => reject(new Error(`${name} did not come up:\n${said}`)), patienceMs);
      const collect = (chunk: Buffer) => {
        said += chunk;
        output += chunk;
        if (!said.includes(' guards ')) return;
        clearTimeout(watchdog);
        resolve();
      };
      one.stdout.on('data', collect);
      one.stderr.on('data', collect);
      one.once('exit', (code) => {
        clearTimeout(watchdog);
        reject(new Error(`${name} ended with ${code}:\n${said}`));
      });
    });
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    comesBack = false;
    const ending = child;
    if (ending === null || ending.exitCode !== null || ending.signalCode !== null) return;
    const ended = once(ending, 'exit');
    ending.kill(signal);
    await ended;
  }

  return {
    name,
    address,
    origin: `http://${address}:${port}`,
    log: () => output,
    run: (lines) =>
      new Promise((resolve) => {
        const options = { cwd: join(root, 'etc'), env: environment(), detached: true };
        const shell = spawn('/bin/sh', ['-c', here(lines)], {
          ...options,
          stdio: ['ignore', 'pipe', 'pipe'],
        });
        shells.add(shell);
        let said = '';
        const collect = (chunk: Buffer) => {
          said += chunk;
        };
        shell.stdout.on('data', collect);
        shell.stderr.on('data', collect);
        shell.once('close', (code) => {
          shells.delete(shell);
          resolve({ exitCode: code ?? -1, output: said });
        });
      }),
    kill: () => end('SIGKILL'),
    async start() {
      await spawnServer();
      comesBack = true;
    },
    stop() {
      // What is typed may wait for its server for ever: with all that it has begun.
      for (const { pid } of shells) {
        try {
          if (pid !== undefined) process.kill(-pid, 'SIGKILL');
        } catch {
          // It has just ended.
        }
      }
      return end('SIGTERM');
    },
  };
}
