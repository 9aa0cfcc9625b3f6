import { createRequire } from 'node:module';

/**
 * Why this Node cannot run the program and what to do, or null. Read by Nodes of long ago (14.13 and newer), so
 * it imports nothing of ours and keeps to syntax that they know. The version is the one in `engines`.
 */
export function unfitNode(version: string): string | null {
  const { engines } = createRequire(import.meta.url)('../package.json') as { engines: { node: string } };
  const needed = engines.node.replace(/^>=/, '');
  const [neededMajor = 0, neededMinor = 0] = numbersOf(needed);
  const [major = 0, minor = 0] = numbersOf(version);
  if (major > neededMajor || (major === neededMajor && minor >= neededMinor)) return null;
  return [
    `Portcullis needs Node ${needed} or newer; this is ${version}.`,
    `Put a newer Node first on PATH (https://nodejs.org/en/download), check it with \`node --version\`, and run this again.`,
    'The application behind the gate may keep its own Node: it is another process.',
  ].join('\n');
}

function numbersOf(version: string): number[] {
  return version.split('.').map(Number);
}
