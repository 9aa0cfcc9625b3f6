// The door of the workspace: `node scripts/run.mjs COMMAND [arguments]`, called by every npm script.
//
// It runs under whatever Node the machine has (18 or newer: plain JavaScript, no dependency), installs
// what is missing, and hands over to the pinned Node. A second run only compares one hash.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const isWindows = process.platform === 'win32';

/** Command → the program behind it, under the pinned Node, with the arguments that always come first. */
const programs = {
  demo: ['scripts/demo.ts'],
  test: ['scripts/test.ts'],
  check: ['scripts/test.ts', 'static'],
  prove: ['scripts/prove.ts'],
  bench: ['scripts/bench.ts'],
  build: ['scripts/build.ts'],
  api: ['scripts/generate-api.ts'],
  portcullis: ['packages/server/src/main.ts'],
  format: ['node_modules/@biomejs/biome/bin/biome', 'check', '--write'],
};

const modules = join(root, 'node_modules');
const stampFile = join(modules, '.portcullis-setup');
/** One package per platform, with the binary inside: no install script has to run. */
const nodePackage = `node-${process.platform}-${process.arch}`;
const nodeBinary = join(modules, nodePackage, 'bin', 'node');

/** The exit code of the program where no server answers it. */
const nobodyAnswers = 5;

const [command, ...rest] = process.argv.slice(2);
if (command !== 'setup' && !(command in programs)) {
  fail(
    `Unknown command ${JSON.stringify(command ?? '')}. Choose one of: setup, ${Object.keys(programs).join(', ')}.`,
    2,
  );
}
if (Number(process.versions.node.split('.')[0]) < 18) {
  fail(`Node 18 or newer is needed to start the set-up; this is ${process.version}.`, 2);
}

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const pinnedVersion = Object.values(manifest.optionalDependencies)[0];

installDependencies();
const node = findNode();
if (command === 'setup') {
  say(`Ready: dependencies installed, Node ${pinnedVersion}.`);
} else {
  handOver();
}

function installDependencies() {
  const wanted = setupHash();
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted) return;
  say('Installing dependencies (about a minute the first time; nothing to do the next time).');
  const startedMs = Date.now();
  // `npm install`, not `npm ci`: a lock file written where other platforms' optional packages are missing fails `npm ci`.
  const args = [
    'install',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    // Nothing here needs one, and better-sqlite3, which brings its binary, would ask bare machines for a compiler.
    '--ignore-scripts',
    '--include=dev',
    '--include=optional',
  ];
  const result = spawnSync('npm', args, {
    cwd: root,
    stdio: 'inherit',
    shell: isWindows,
    env: npmEnvironment(),
  });
  if (result.error !== undefined) {
    fail(`npm could not be started (${result.error.message}). Install npm 9 or newer, then run this again.`);
  }
  if (result.status !== 0) {
    fail(
      `"npm ${args.join(' ')}" failed with ${result.signal ?? `exit code ${result.status}`}. Its message is above; when it is solved, run this again.`,
    );
  }
  // The hash is taken anew: npm may have completed the lock file.
  writeFileSync(stampFile, setupHash());
  say(`Dependencies installed in ${Math.round((Date.now() - startedMs) / 1000)} s.`);
}

/** Everything an installation depends on. The installing Node is not part of it: no package builds against it. */
function setupHash() {
  const hash = createHash('sha256').update(`${process.platform}-${process.arch}\n`);
  const files = [
    'package.json',
    'package-lock.json',
    '.npmrc',
    ...manifest.workspaces.map((folder) => `${folder}/package.json`),
  ];
  for (const file of files) {
    hash.update(`${file}\n`).update(existsSync(join(root, file)) ? readFileSync(join(root, file)) : 'absent');
  }
  return hash.digest('hex');
}

/** npm runs under the machine's own Node: the pinned one may be the very file it replaces. */
function npmEnvironment() {
  const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.startsWith(modules));
  const { NODE_ENV: _dropped, ...environment } = process.env; // production would leave out the tools
  return { ...environment, PATH: path.join(delimiter) };
}

function findNode() {
  if (runs(nodeBinary)) return nodeBinary;
  const [major, minor] = process.versions.node.split('.').map(Number);
  const [pinnedMajor, pinnedMinor] = pinnedVersion.split('.').map(Number);
  if (major === pinnedMajor && minor >= pinnedMinor) {
    say(
      `The pinned Node ${pinnedVersion} is not installed for this platform; ${process.version} takes its place.`,
    );
    return process.execPath;
  }
  const knownPlatforms = Object.keys(manifest.optionalDependencies);
  const hint = knownPlatforms.includes(nodePackage)
    ? `npm left out or broke the optional package ${nodePackage}. Delete node_modules and run this again; ` +
      'if it stays missing, look for "omit=optional" or "optional=false" in "npm config list".'
    : `There is no pinned Node for ${process.platform}-${process.arch} (only for ${knownPlatforms.join(', ')}).`;
  fail(
    `Node ${pinnedVersion} is needed; this is ${process.version}, and ${relative(root, nodeBinary)} does not run.\n${hint}\n` +
      `Or put Node ${pinnedMajor} (${pinnedVersion} or newer) first on PATH and run this again.`,
  );
}

function runs(binary) {
  return (
    existsSync(binary) &&
    spawnSync(binary, ['--version'], { encoding: 'utf8' }).stdout?.trim() === `v${pinnedVersion}`
  );
}

function handOver() {
  const [program, ...first] = programs[command];
  if (!existsSync(join(root, program)))
    fail(`${program} does not exist yet: "${command}" is not part of this release.`);
  const path = [dirname(node), join(modules, '.bin'), process.env.PATH ?? ''].join(delimiter);
  const child = spawn(node, ['--conditions=portcullis-source', join(root, program), ...first, ...rest], {
    cwd: command === 'portcullis' ? folderOfTheCaller() : root,
    // The channel closes when this process ends, however it ends: the demo then stops as well.
    stdio: ['inherit', 'inherit', 'inherit', ...(command === 'demo' ? ['ipc'] : [])],
    env: { ...process.env, PATH: path },
  });
  passSignalsOn(child);
  child.on('error', (error) => fail(`The pinned Node could not be started: ${error.message}.`));
  child.on('exit', (code, signal) => {
    if (command === 'portcullis' && code === nobodyAnswers) pointAtDemo();
    process.exit(code ?? 128 + (constants.signals[signal] ?? 0));
  });
}

/** Whoever has just started the demo of this clone means that one. */
function pointAtDemo() {
  const state = join(root, '.demo', 'portcullis');
  if (rest.some((argument) => argument.startsWith('--state-directory')) || !existsSync(state)) return;
  say(`The demo of this clone keeps its state elsewhere: add --site shop --state-directory ${state}`);
}

/** npm starts scripts in the folder of package.json and says in INIT_CWD where it was called itself. */
function folderOfTheCaller() {
  const here = process.cwd();
  const calledBy = process.env.INIT_CWD;
  // Elsewhere this was not started by npm, and INIT_CWD is left from a script further up.
  return calledBy && existsSync(calledBy) && realpathSync(here) === realpathSync(root) ? calledBy : here;
}

/**
 * One Ctrl-C reaches the child from the terminal and this process from the terminal and from npm; `kill` of npm
 * alone reaches only this process. Nobody can tell them apart, so SIGINT is passed on as SIGTERM, once: to programs
 * of ours the first of either means "finish", and only a second of the same kind means "at once".
 */
function passSignalsOn(child) {
  let passedOnMs = Number.NEGATIVE_INFINITY;
  const askToEnd = () => {
    if (performance.now() - passedOnMs < 1_000) return;
    passedOnMs = performance.now();
    child.kill('SIGTERM');
  };
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, askToEnd);
  process.on('SIGHUP', () => child.kill('SIGHUP'));
  // npm tells its child, which is this process only where package.json says `exec`: a shell between swallows signals
  // (dash: SIGINT) or dies of them alone. And nobody tells us of kill -9. So, started by npm, we end with our parent.
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event === undefined || isWindows) return;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    askToEnd();
  }, 500).unref();
}

function say(line) {
  process.stderr.write(`${line}\n`);
}

function fail(message, exitCode = 1) {
  say(message);
  process.exit(exitCode);
}
