import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createMessageMatcher } from '@portcullis/gate';
import { createListener } from '../../packages/server/src/proxy/listen.ts';
import { createProxy } from '../../packages/server/src/proxy/proxy.ts';
import type { Measured } from './load-process.ts';

// What a WebSocket costs the gate: processor time of the proxy's process per message and its answer.
// node --conditions=portcullis-source benchmarks/sockets/run.ts [seconds]

const seconds = Number(process.argv[2] ?? 3);
const rounds = 3;
const matches = createMessageMatcher([{ kind: 'json', pattern: { '/type': ['subscribe'] } }]);

interface Case {
  readonly name: string;
  readonly bytes: number;
  readonly filter: ((payload: Uint8Array) => boolean) | null;
}

const cases: readonly Case[] = [100, 16_384].flatMap((bytes) => [
  { name: 'unfiltered', bytes, filter: null },
  { name: 'filtered, JSON', bytes, filter: matches },
]);

async function measure({ bytes, filter }: Case): Promise<number> {
  const load = fork(new URL('./load-process.ts', import.meta.url), [String(bytes), String(seconds)], {
    execArgv: ['--conditions=portcullis-source'],
  });
  const [upstreamPort] = (await once(load, 'message')) as [number];
  const proxy = createProxy({ upstream: new URL(`http://127.0.0.1:${upstreamPort}`) });
  const listener = createListener({
    onRequest(_, response) {
      response.writeHead(404).end();
    },
    onUpgrade(incoming, socket, head) {
      proxy.tunnel(incoming, socket, head, {
        target: incoming.url ?? '/',
        forwarding: { clientAddress: null, scheme: 'http', host: 'a', trusted: false },
        strip: new Set(),
        set: [],
        filter,
        onError: (error) => {
          throw error;
        },
      });
    },
  });
  const address = await listener.listen({ host: '127.0.0.1', port: 0 });
  if (address === null || typeof address === 'string') throw new Error('Expected a TCP address');
  load.send(address.port);
  await once(load, 'message');
  const before = process.cpuUsage();
  const [{ messages }] = (await once(load, 'message')) as [Measured];
  const { user, system } = process.cpuUsage(before);
  load.kill();
  await proxy.close();
  await listener.drain(1);
  return (user + system) / messages;
}

for (const one of cases) {
  const figures: number[] = [];
  for (let round = 0; round < rounds; round += 1) figures.push(await measure(one));
  figures.sort((a, b) => a - b);
  const [, median = Number.NaN] = figures;
  process.stdout.write(
    `${one.name}, ${one.bytes} bytes: ${median.toFixed(2)} µs of processor time for a message and its answer\n`,
  );
}
