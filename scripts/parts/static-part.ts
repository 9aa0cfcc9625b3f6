import { join } from 'node:path';
import { unusedErrorCodes } from '../check-error-codes.ts';
import { findImpurities, pureFiles } from '../check-purity.ts';
import { outdatedApi } from '../generate-api.ts';
import { runProcess } from '../run-process.ts';
import { root } from '../workspace.ts';
import { type Check, type Part, type PartContext, runChecks } from './part.ts';

/** What can be known without running anything. */
export const staticPart: Part = {
  name: 'static',
  what: 'format, lint, types, import law, purity, error codes, dead code',
  run: (context) => runChecks(checks(context), context),
};

function checks({ colour, signal }: PartContext): Check[] {
  const tool = (name: string, file: string, ...args: readonly string[]): Check => ({
    name,
    async run() {
      const { exitCode, output } = await runProcess(
        process.execPath,
        [join(root, 'node_modules', file), ...args],
        {
          cwd: root,
          signal,
        },
      );
      return { problems: exitCode === 0 ? [] : [output] };
    },
  });
  return [
    tool(
      'format and lint (biome)',
      '@biomejs/biome/bin/biome',
      'ci',
      `--colors=${colour ? 'force' : 'off'}`,
      '.',
    ),
    tool('types (tsc)', 'typescript-native/bin/tsc', '-p', 'tsconfig.json', '--pretty', String(colour)),
    tool(
      'types of the console (tsc)',
      'typescript-native/bin/tsc',
      '-p',
      'packages/console/tsconfig.json',
      '--pretty',
      String(colour),
    ),
    {
      name: 'the document of the control API and its types are what the routes say',
      run: async () => ({
        problems: (await outdatedApi()).map((file) => `${file} is outdated: npm run api`),
      }),
    },
    tool(
      'import law (dependency-cruiser)',
      'dependency-cruiser/bin/dependency-cruiser.mjs',
      '--config',
      'dependency-cruiser.config.ts',
      '--output-type',
      'err-long',
      'packages',
      'examples',
      'scripts',
      'test',
    ),
    { name: 'pure folders touch no platform', run: async () => checkPurity() },
    {
      name: 'every error code is used',
      run: async () => ({
        problems: unusedErrorCodes(root).map((code) => `${code} is in the registry, but nothing gives it`),
      }),
    },
    tool(
      'no dead code, no unused dependency (knip)',
      'knip/bin/knip.js',
      '--no-progress',
      '--no-config-hints',
    ),
  ];
}

function checkPurity(): { problems: string[]; note: string } {
  const files = pureFiles(root);
  const problems = findImpurities({ files, root }).map(
    ({ file, line, found, reason }) => `${file}:${line}  ${found}  ${reason}`,
  );
  return { problems, note: `${files.length} files` };
}
