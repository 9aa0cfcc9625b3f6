import { connect } from 'node:net';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { odooUsers } from '../../test/support/odoo/odoo-users.ts';
import { visitOdoo } from '../../test/support/odoo/odoo-visitor.ts';
import { startOdoo } from '../../test/support/odoo/start-odoo.ts';
import { type PinnedProcess, startPinned } from '../proxy/pinned-process.ts';
import { call } from './call.ts';
import { measureJudge } from './measure-judge.ts';
import { startQuickOdoo } from './upstream.ts';

/**
 * What checking a call of Odoo costs the gate, and by how much an answer comes later.
 *   npm run bench -- odoo [--rounds 10] [--calls 1000] [--connections 64]
 * The same call of a signed-in user through servers with the preset: open (not checked), read-only (its body read and
 * judged), in production mode (its answer looked at for errors). Rounds are interleaved and short, so that a machine that
 * is slower for a while is so for all; the gate has a core of its own.
 */
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '10' },
    calls: { type: 'string', default: '1000' },
    connections: { type: 'string', default: '64' },
  },
});
const rounds = Number(values.rounds);
const calls = Number(values.calls);
const connections = Number(values.connections);

const answerOf = (bytes: number): Buffer =>
  Buffer.from(
    JSON.stringify({
      jsonrpc: '2.0',
      id: 27,
      result: { length: 80, records: [{ id: 1, name: 'S00042', note: 'x'.repeat(bytes) }] },
    }),
  );
const answers = { '1 KB': answerOf(900), '100 KB': answerOf(100_000) } as const;
type AnswerName = keyof typeof answers;
const answerNames = Object.keys(answers) as AnswerName[];
/** Odoo reads what is called from the body; the path only tells the upstream how long an answer to give. */
const paths: Readonly<Record<AnswerName, string>> = {
  '1 KB': '/web/dataset/call_kw/sale.order/web_search_read',
  '100 KB': '/web/dataset/call_kw/sale.report/web_search_read',
};

const kinds = [
  { name: 'open: not checked', words: [] },
  { name: 'read-only: body read, call judged', words: ['read-only'] },
  { name: 'production mode, restricted: answer looked at', words: ['production'] },
  { name: 'both', words: ['read-only', 'production'] },
] as const;

const testCore = cpus().length - 1;
const odoo = await startOdoo({ major: 18 });
const quick = await startQuickOdoo(
  odoo.url,
  answerNames.map((name) => ({ path: paths[name], body: answers[name] })),
);
const gates: PinnedProcess[] = [];
const script = new URL('../proxy/contender-process.ts', import.meta.url);
const file = new URL('gate.ts', import.meta.url).pathname;
for (const { words } of kinds) gates.push(await startPinned(testCore, script, file, quick.url, ...words));
const user = visitOdoo(Number(new URL(odoo.url).port));
await user.signIn(odooUsers.restricted);
const cookie = [...user.cookies].map(([name, value]) => `${name}=${value}`).join('; ');

const head = (path: string): Buffer =>
  Buffer.from(
    `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nCookie: ${cookie}\r\n` +
      `User-Agent: Mozilla/5.0 (X11; Linux x86_64) Chrome/126.0\r\nOrigin: http://127.0.0.1\r\n` +
      `Content-Length: ${Buffer.byteLength(call)}\r\n\r\n${call}`,
  );

/**
 * Sends so many calls over so many connections; throws at any answer but 200. Returns the times from the last byte of a
 * call to the first of its answer, in ms.
 */
async function load(
  port: number,
  path: string,
  so: { connections: number; calls: number },
): Promise<readonly number[]> {
  const message = head(path);
  const firstByteMs: number[] = [];
  let left = so.calls;
  const one = () =>
    new Promise<void>((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true });
      let sentAt = 0;
      let isBegun = false;
      /** Null: it comes in chunks, of which the last is empty. */
      let missing: number | null = null;
      let last = '';
      const send = () => {
        left -= 1;
        sentAt = performance.now();
        isBegun = false;
        last = '';
        socket.write(message);
      };
      socket.on('data', (chunk: Buffer) => {
        if (!isBegun) {
          isBegun = true;
          firstByteMs.push(performance.now() - sentAt);
          const end = chunk.indexOf('\r\n\r\n');
          const text = chunk.toString('latin1', 0, end);
          if (!text.startsWith('HTTP/1.1 200')) return reject(new Error(`Expected 200, got:\n${text}`));
          const length = /content-length: (\d+)/i.exec(text)?.[1];
          missing = length === undefined ? null : Number(length) - (chunk.length - end - 4);
        } else if (missing !== null) missing -= chunk.length;
        if (missing === null) {
          last = (last + chunk.toString('latin1', Math.max(0, chunk.length - 5))).slice(-5);
          if (last !== '0\r\n\r\n') return;
        } else if (missing > 0) return;
        if (left > 0) send();
        else socket.destroy();
      });
      socket.once('connect', send);
      socket.once('error', reject);
      socket.once('close', () => resolve());
    });
  await Promise.all(Array.from({ length: so.connections }, one));
  return firstByteMs;
}

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;

const judged = await measureJudge(rounds);
/** Until what is called often is compiled. */
const warmUp = 15_000;

const lines: string[] = [];
try {
  for (const name of answerNames) {
    const path = paths[name];
    const cost = kinds.map((): number[] => []);
    const first = kinds.map((): number[] => []);
    for (const { port } of gates) await load(port, path, { connections, calls: warmUp });
    for (let round = 0; round < rounds; round += 1) {
      for (const [index, { port, cpuMs }] of gates.entries()) {
        const before = await cpuMs();
        await load(port, path, { connections, calls });
        cost[index]?.push((((await cpuMs()) - before) * 1_000) / calls);
        first[index]?.push(median(await load(port, path, { connections: 1, calls: 25 })));
      }
      process.stderr.write(`${name}: round ${round + 1} of ${rounds}\n`);
    }
    for (const [index, kind] of kinds.entries()) {
      const differences = (of: readonly (readonly number[])[]) =>
        median((of[index] ?? []).map((one, round) => one - (of[0]?.[round] ?? Number.NaN)));
      lines.push(
        `| ${[
          name,
          kind.name,
          median(cost[index] ?? []).toFixed(1),
          index === 0 ? '' : differences(cost).toFixed(1),
          median(first[index] ?? []).toFixed(3),
          index === 0 ? '' : differences(first).toFixed(3),
        ].join(' | ')} |`,
      );
    }
  }
  process.stdout.write(
    `${[
      `Reading and judging alone: open ${judged.open.toFixed(1)} µs, read-only ${judged['read-only'].toFixed(1)} µs.`,
      '',
      '| answer | call of a restricted employee | CPU µs per call | more than unchecked | first byte ms | later than unchecked |',
      '|---|---|---:|---:|---:|---:|',
      ...lines,
    ].join('\n')}\n`,
  );
} finally {
  for (const gate of gates) await gate.stop();
  quick.server.close();
  quick.server.closeAllConnections();
  await odoo.stop();
}
