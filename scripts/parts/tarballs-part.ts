import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { build } from '../build.ts';
import { consoleBudget, firstLoadOfConsole } from '../build-console.ts';
import { bundleSize } from '../bundle-size.ts';
import { type Consumer, installConsumer } from '../consumer.ts';
import {
  binEntries,
  type Entry,
  exportEntries,
  type PackedPackage,
  pack,
  reachableModules,
} from '../packed-package.ts';
import { runReadme } from '../readme-commands.ts';
import { type RunResult, runProcess } from '../run-process.ts';
import { publishedPackages, root } from '../workspace.ts';
import {
  type Check,
  type CheckResult,
  type Part,
  type PartContext,
  type PartResult,
  runChecks,
} from './part.ts';

/**
 * What an app ships of the gate, minified and gzipped. Budgets above what was measured (21 KB and 105 KB with five
 * languages and the page), so that a dependency or a table that slips in is seen.
 */
const gateBudgets = [
  {
    what: 'what decides',
    modules: [
      'reading/compile-policy.ts',
      'reading/canonical-request.ts',
      'decide/snapshot.ts',
      'decide/decide.ts',
    ],
    // 25 without production mode: its routes, calls and switches are decided on the way of every request.
    limitKilobytes: 28,
  },
  // 2 of them are the words for reasons and warnings, by which a console says them in other languages.
  // One is for jobs that end in a window and for test runs.
  // One is for what people read of the rule in few lines, and for session cookies that applications read under other names.
  { what: 'everything the index exports', modules: ['index.ts'], limitKilobytes: 132 },
] as const;

/** The packages as they would be published: packed, judged, installed and used. */
export const tarballsPart: Part = {
  name: 'tarballs',
  what: 'build, pack, install elsewhere, import, require, type-check; the README as written',
  async run(context) {
    const folder = mkdtempSync(join(tmpdir(), 'portcullis-tarballs-'));
    try {
      return await runAll(folder, context);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

async function runAll(folder: string, context: PartContext): Promise<PartResult> {
  const packed: PackedPackage[] = [];
  const prepare: Check = {
    name: 'every package builds and packs',
    async run() {
      const messages: string[] = [];
      const worked = await build({ write: (text) => messages.push(text), signal: context.signal });
      if (!worked) return { problems: [messages.join('')] };
      for (const source of publishedPackages()) packed.push(await pack(source, folder));
      return {
        problems: [],
        note: packed.map(({ manifest, files }) => `${manifest.name} ${files.length} files`).join(', '),
      };
    },
  };
  const prepared = await runChecks([prepare], context);
  if (prepared.failed > 0) return prepared;

  const judged = await runChecks(packed.flatMap(packageChecks), context);
  const used: PartResult[] = [];
  for (const one of packed) used.push(await runUse(one, { packed, folder, context }));
  const readme: Check = {
    name: 'README.md: what it says about installing and using works as written',
    run: () => runReadme({ folder, signal: context.signal }),
  };
  const followed = await runChecks([readme], context);
  return [prepared, judged, ...used, followed].reduce((sum, part) => ({
    passed: sum.passed + part.passed,
    failed: sum.failed + part.failed,
    skipped: 0,
  }));
}

interface UseOptions {
  readonly packed: readonly PackedPackage[];
  readonly folder: string;
  readonly context: PartContext;
}

/** Each package in a project of its own, with what it depends on and no more: a borrowed dependency is found out. */
async function runUse(one: PackedPackage, { packed, folder, context }: UseOptions): Promise<PartResult> {
  const { name } = one.manifest;
  const needed = packed.filter(
    ({ manifest }) => manifest.name === name || manifest.name in (one.manifest.dependencies ?? {}),
  );
  const consumers: Consumer[] = [];
  const install: Check = {
    name: `${name}: installs in an empty project`,
    async run() {
      consumers.push(await installConsumer(needed, join(folder, `consumer-${packed.indexOf(one)}`)));
      return { problems: [] };
    },
  };
  const installed = await runChecks([install], context);
  const used = await runChecks(
    consumers.flatMap((consumer) => useChecks(one, consumer)),
    context,
  );
  return { passed: installed.passed + used.passed, failed: installed.failed + used.failed, skipped: 0 };
}

function packageChecks(packed: PackedPackage): Check[] {
  const { manifest, folder, files } = packed;
  const entries = [...exportEntries(manifest), ...binEntries(manifest)];
  const checks: Check[] = [
    {
      name: `${manifest.name}: every entry is packed`,
      run: async () => ({ problems: missingTargets(entries, files) }),
    },
    {
      name: `${manifest.name}: no tests, no fixtures, a licence`,
      run: async () => ({ problems: strangers(files) }),
    },
    {
      name: `${manifest.name}: every built module is reachable`,
      run: async () => ({ problems: unreachable(join(root, folder), entries, files) }),
    },
    { name: `${manifest.name}: publint`, run: () => lint(packed) },
    {
      name: `${manifest.name}: types resolve for every import (attw)`,
      run: async () => {
        const attw = join(root, 'node_modules/@arethetypeswrong/cli/dist/index.js');
        return verdict(
          await runProcess(process.execPath, [attw, '--profile', 'esm-only', '--no-color', packed.tarball]),
        );
      },
    },
  ];
  if (manifest.name === 'portcullis') {
    const console: Check = {
      name: `${manifest.name}: brings the console along, and its first load is small`,
      run: async () => consoleWithinBudget(files),
    };
    return [...checks, console];
  }
  if (manifest.name !== '@portcullis/gate') return checks;
  return [
    ...checks,
    {
      name: `${manifest.name}: no dependencies`,
      run: async () => ({ problems: Object.keys(manifest.dependencies ?? {}) }),
    },
    ...gateBudgets.map((budget) => ({
      name: `${manifest.name}: ${budget.what} is small`,
      run: () => withinBudget(packed, budget),
    })),
  ];
}

function useChecks({ manifest }: PackedPackage, consumer: Consumer): Check[] {
  const entries = exportEntries(manifest);
  const bins = binEntries(manifest);
  return [
    ...entries.map(({ specifier }) => ({
      name: `import '${specifier}' does nothing but load`,
      run: async () => silent(await consumer.evaluate('module', `await import('${specifier}')`)),
    })),
    ...entries.map(({ specifier }) => ({
      name: `require('${specifier}')`,
      run: async () => silent(await consumer.evaluate('commonjs', `require('${specifier}')`)),
    })),
    ...bins.map(({ specifier }) => ({
      name: `${specifier} --help`,
      run: async () => verdict(await consumer.runBin(specifier, ['--help'])),
    })),
    ...bins.map(({ specifier, targets: { default: file = '' } }) => ({
      name: `${specifier} on an old Node says which one it needs`,
      run: () => runOnOldNode(join('node_modules', manifest.name, file), consumer),
    })),
    {
      name: `${manifest.name}: a TypeScript project compiles against every entry`,
      run: async () => verdict(await consumer.typeCheck(entries)),
    },
  ];
}

/** The machine's own Node is often an old one; that is when it matters. */
async function runOnOldNode(file: string, consumer: Consumer): Promise<CheckResult> {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const node = join(folder, 'node');
    if (!existsSync(node)) continue;
    const version = (await runProcess(node, ['--version'])).stdout.trim().slice(1);
    if (!/^(?:1[5-9]|2[01])\./.test(version)) continue;
    const { exitCode, output } = await consumer.run(node, [file, 'status']);
    const says = output.startsWith('Portcullis needs Node ') && output.includes(`; this is ${version}.\n`);
    return says && exitCode === 1
      ? { problems: [], note: version }
      : { problems: [`exit code ${exitCode}\n${output}`] };
  }
  return { problems: [], note: 'there is none here; old-node.test.ts pretends one' };
}

function missingTargets(entries: readonly Entry[], files: readonly string[]): string[] {
  return entries.flatMap(({ specifier, targets }) =>
    Object.entries(targets)
      .filter(([, file]) => !files.includes(file.replace(/^\.\//, '')))
      .map(
        ([condition, file]) => `${specifier} (${condition}) leads to ${file}, which is not in the tarball`,
      ),
  );
}

function strangers(files: readonly string[]): string[] {
  const isTest = /\.test\.|(?:^|\/)(?:__tests__|__fixtures__|tests?|fixtures)\//;
  const found = files.filter((file) => isTest.test(file) || file.endsWith('.tsbuildinfo'));
  return files.includes('LICENSE') ? found : [...found, 'LICENSE is missing'];
}

function unreachable(folder: string, entries: readonly Entry[], files: readonly string[]): string[] {
  const targets = entries
    .flatMap(({ targets }) => Object.values(targets))
    .filter((file) => file.endsWith('.js'));
  const reached = reachableModules(folder, targets);
  return files.filter(
    (file) =>
      file.startsWith('dist/') &&
      // For browsers, not for Node: its own page leads to them.
      !file.startsWith('dist/console/') &&
      file.endsWith('.js') &&
      !reached.has(file),
  );
}

async function lint({ tarball }: PackedPackage): Promise<CheckResult> {
  const bytes = readFileSync(tarball);
  const { messages, pkg = {} } = await publint({
    pack: { tarball: new Uint8Array(bytes).buffer },
    strict: true,
  });
  return {
    problems: messages.map((message) => formatMessage(message, pkg, { color: false }) ?? message.code),
  };
}

async function withinBudget(
  { folder, tarball }: PackedPackage,
  { modules, limitKilobytes }: (typeof gateBudgets)[number],
): Promise<CheckResult> {
  const files = modules.map((file) => join(root, folder, 'src', file));
  const kilobytes = (await bundleSize({ modules: files, folder: dirname(tarball) })) / 1024;
  const size = `${kilobytes.toFixed(1)} of ${limitKilobytes} KB, minified and gzipped`;
  return kilobytes <= limitKilobytes ? { problems: [], note: size } : { problems: [size] };
}

function consoleWithinBudget(files: readonly string[]): CheckResult {
  if (!files.includes('dist/console/index.html')) return { problems: ['dist/console/index.html is missing'] };
  const { script, style } = firstLoadOfConsole();
  const kilobytes = (bytes: number) => (bytes / 1024).toFixed(1);
  const size = `${kilobytes(script)} of ${kilobytes(consoleBudget.script)} KB script, ${kilobytes(style)} of ${kilobytes(consoleBudget.style)} KB style, gzipped`;
  const isSmall = script <= consoleBudget.script && style <= consoleBudget.style;
  return isSmall ? { problems: [], note: size } : { problems: [size] };
}

function verdict({ exitCode, output }: RunResult): CheckResult {
  return { problems: exitCode === 0 ? [] : [`exit code ${exitCode}\n${output}`] };
}

/** Loading a module prints nothing, keeps nothing open and changes nothing. */
function silent(result: RunResult): CheckResult {
  return result.exitCode === 0 && result.output !== ''
    ? { problems: [`printed: ${result.output}`] }
    : verdict(result);
}
