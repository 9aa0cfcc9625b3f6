// How long an import takes in a fresh process. `npm run bench -- import`
//
// What is imported is what users get: the built packages, not the sources. Rounds are interleaved, so that a busy
// neighbour slows all alike; the empty module is the floor that every import pays.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from '../../scripts/build.ts';

const rounds = Number(process.argv[2] ?? 25);
const ceilingMs = 15;

interface Measurement {
  readonly name: string;
  readonly specifiers: readonly string[];
  /** From before the import to after it, as the process itself sees it. */
  readonly importMs: number[];
  /** Of that, on a processor: what a busy neighbour takes is left out. */
  readonly processorMs: number[];
  /** From starting the process to its end. */
  readonly processMs: number[];
}

if (!(await build({ write: (text) => process.stdout.write(text) }))) process.exit(1);
const folder = mkdtempSync(join(tmpdir(), 'portcullis-bench-'));
const empty = join(folder, 'empty.mjs');
writeFileSync(empty, '');

const gate = of('@portcullis/gate', ['@portcullis/gate']);
const measurements: readonly Measurement[] = [
  of('an empty module', [pathToFileURL(empty).href]),
  gate,
  of('node:http', ['node:http']),
  of('gate and its adapter for Express', ['@portcullis/gate', '@portcullis/gate/express']),
  of('gate and its adapter for Fastify', ['@portcullis/gate', '@portcullis/gate/fastify']),
  of('express', ['express']),
  of('fastify', ['fastify']),
];
try {
  // The first round brings the files into the machine's memory.
  for (let round = -1; round < rounds; round += 1) {
    for (const measurement of measurements) measure(measurement, round >= 0);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
report();

function of(name: string, specifiers: readonly string[]): Measurement {
  return { name, specifiers, importMs: [], processorMs: [], processMs: [] };
}

function measure({ specifiers, importMs, processorMs, processMs }: Measurement, counts: boolean): void {
  const imports = specifiers.map((specifier) => `await import(${JSON.stringify(specifier)});`).join('');
  // `process.stdout` is named last: making that stream costs 3 ms.
  const code = [
    'const before = process.cpuUsage();const startedMs = performance.now();',
    imports,
    'const tookMs = performance.now() - startedMs;const { user, system } = process.cpuUsage(before);',
    "process.stdout.write(tookMs + ' ' + (user + system) / 1e3);",
  ].join('');
  const startedMs = performance.now();
  // Started in this benchmark's folder: there the peers are installed, and the package itself is linked.
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', code], {
    cwd: import.meta.dirname,
    encoding: 'utf8',
  });
  const endedMs = performance.now();
  if (status !== 0) throw new Error(`importing ${specifiers.join(' and ')} failed:\n${stderr}`);
  if (!counts) return;
  const [wall = Number.NaN, processor = Number.NaN] = stdout.split(' ').map(Number);
  importMs.push(wall);
  processorMs.push(processor);
  processMs.push(endedMs - startedMs);
}

function report(): void {
  console.log(`node ${process.version}, ${process.arch}; ms, ${rounds} fresh processes each, interleaved\n`);
  console.log(`${''.padEnd(36)}import: median   fastest   on processor   whole process`);
  for (const { name, importMs, processorMs, processMs } of measurements) {
    const columns = [median(importMs), Math.min(...importMs), median(processorMs), median(processMs)];
    const widths = [14, 10, 15, 16];
    console.log(
      `  ${name.padEnd(34)}${columns.map((value, column) => value.toFixed(1).padStart(widths[column] ?? 0)).join('')}`,
    );
  }
  console.log(
    `\nimport of @portcullis/gate: ${median(gate.importMs).toFixed(1)} ms, ceiling ${ceilingMs} ms`,
  );
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}
