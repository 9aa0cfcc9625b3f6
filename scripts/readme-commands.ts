import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { lockFor } from './consumer.ts';
import type { CheckResult } from './parts/part.ts';
import { type RunResult, runProcess } from './run-process.ts';
import { readJson, root } from './workspace.ts';

/** The shell lines of a section of the README, in order: its fences that are marked `sh`. */
function readmeCommands(markdown: string, heading: string): string[] {
  const section = markdown.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? '';
  return [...section.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].flatMap(([, lines = '']) =>
    lines.split('\n').filter((line) => line !== ''),
  );
}

export interface RunReadmeOptions {
  /** An empty place for a home of its own. */
  readonly folder: string;
  readonly signal: AbortSignal;
}

/**
 * Carries the commands out as a newcomer does, in a home where the clone lies in `portcullis` and an application
 * in `my-app`. Only the ports are taken from us: after `init` the configuration gets free ones.
 */
export async function runReadme({ folder, signal }: RunReadmeOptions): Promise<CheckResult> {
  const lines = readmeCommands(readFileSync(join(root, 'README.md'), 'utf8'), heading);
  const home = await createHome(folder);
  const application = await startApplication();
  const shell = createShell({ home, signal });
  const ran: string[] = [];
  try {
    for (const line of lines) {
      ran.push(line);
      const { exitCode, output } = await shell.run(line);
      if (exitCode !== 0) return { problems: [`${line}\nended with ${exitCode}:\n${output}`] };
      if (/ init /.test(line)) useFreePorts(shell.folder(), (application.address() as AddressInfo).port);
      const problem = await problemAfter(line, { output, gateUrl: shell.gateUrl() });
      if (problem !== null) return { problems: [`${line}\n${problem}\n${output}`] };
    }
  } finally {
    await shell.close();
    await new Promise((resolve) => application.close(resolve));
  }
  const missing = expected.filter((word) => !ran.some((line) => line.includes(word)));
  return {
    problems: missing.map((word) => `the section "${heading}" has no command with "${word.trim()}" any more`),
    note: `${ran.length} commands`,
  };
}

const heading = 'Use it in front of any application';
const expected = [
  'npm run build',
  'npm pack ',
  'npm install ',
  ' init ',
  ' up',
  ' on ',
  ' status',
  ' off',
  '--prefix',
];

async function createHome(folder: string): Promise<NodeJS.ProcessEnv> {
  const home = join(folder, 'home');
  mkdirSync(join(home, 'my-app'), { recursive: true });
  symlinkSync(root, join(home, 'portcullis'));
  const manifest = { name: 'my-app', version: '1.0.0' };
  writeFileSync(join(home, 'my-app/package.json'), JSON.stringify(manifest));
  writeFileSync(join(home, 'my-app/package-lock.json'), lockFor(manifest));
  const [cache, userconfig] = await Promise.all(['cache', 'userconfig'].map(npmConfig));
  // What an npm around us says of its own script must not reach the npm of a newcomer's shell.
  const inherited = Object.entries(process.env).filter(
    ([name]) =>
      !/^(?:PORTCULLIS_|INIT_CWD$|npm_(?:lifecycle|package|command|config_(?:local_)?prefix))/.test(name),
  );
  return {
    ...Object.fromEntries(inherited),
    HOME: home,
    PORTCULLIS_STATE_DIRECTORY: join(home, 'state'),
    npm_config_cache: cache,
    npm_config_userconfig: userconfig,
    npm_config_prefer_offline: 'true',
  };
}

async function npmConfig(name: string): Promise<string> {
  return (await runProcess('npm', ['config', 'get', name], { cwd: root })).stdout.trim();
}

async function startApplication(): Promise<Server> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html');
    response.end(
      '<form method="post" action="/login"><input name="user"><input type="password" name="password"></form>',
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

interface Shell {
  run(line: string): Promise<Pick<RunResult, 'exitCode' | 'output'>>;
  folder(): string;
  gateUrl(): string | null;
  close(): Promise<void>;
}

/** One line at a time, remembering the folder; `up` goes on beside the next lines, as in a terminal of its own. */
function createShell({ home: env, signal }: { home: NodeJS.ProcessEnv; signal: AbortSignal }): Shell {
  let folder = env.HOME ?? '';
  let gate: { readonly url: string; stop(): Promise<unknown> } | null = null;
  const close = async () => {
    await gate?.stop();
    gate = null;
  };

  async function up(line: string): Promise<Pick<RunResult, 'exitCode' | 'output'>> {
    await close();
    const stop = new AbortController();
    let output = '';
    let serves: (url: string) => void = () => undefined;
    const url = new Promise<string>((resolve) => {
      serves = resolve;
    });
    const ended = runProcess('sh', ['-c', line], {
      cwd: folder,
      env,
      signal: AbortSignal.any([signal, stop.signal]),
      write(text) {
        output += text;
        const found = / at (http:\S+), now /.exec(output)?.[1];
        if (found) serves(found);
      },
    });
    const first = await Promise.race([url, ended]);
    if (typeof first !== 'string') return first;
    gate = {
      url: first,
      stop() {
        stop.abort();
        return ended;
      },
    };
    return { exitCode: 0, output };
  }

  return {
    async run(line) {
      if (/ up$/.test(line)) return up(line);
      const result = await runProcess('sh', ['-c', `${line}\nstatus=$?; pwd; exit $status`], {
        cwd: folder,
        env,
        signal,
      });
      folder = result.stdout.trimEnd().split('\n').at(-1) ?? folder;
      return result;
    },
    folder: () => folder,
    gateUrl: () => gate?.url ?? null,
    close,
  };
}

/** The README says 3000 and 8080, which may be taken on this machine. */
function useFreePorts(folder: string, applicationPort: number): void {
  const file = join(folder, 'portcullis.config.json');
  const config = readJson<Record<string, unknown>>(file);
  const free = { ...config, upstream: `http://127.0.0.1:${applicationPort}`, listen: { port: 0 } };
  writeFileSync(file, JSON.stringify(free));
}

interface Outcome {
  readonly output: string;
  readonly gateUrl: string | null;
}

/** What the README promises of a command; null when it holds. */
async function problemAfter(line: string, { output, gateUrl }: Outcome): Promise<string | null> {
  const changes = / (on|off)\b/.exec(line)?.[1];
  if (/ status$/.test(line) && !output.includes('read-only')) return 'expected status to say read-only';
  if (changes === undefined && !/ up$/.test(line)) return null;
  if (gateUrl === null) return 'expected a running gate';
  const { status } = await fetch(`${gateUrl}/orders`, { method: 'POST', body: 'a=1' });
  const wanted = changes === 'on' ? 503 : 200;
  return status === wanted ? null : `expected a write to be answered with ${wanted}, got ${status}`;
}
