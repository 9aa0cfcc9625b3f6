import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { capabilities, decisionOf, maintenance } from '../../../src/adapters/node.ts';
import type { AdapterUnderTest } from '../adapter-under-test.ts';
import { listen } from './listen.ts';

export const nodeHost: AdapterUnderTest = {
  name: 'node:http',
  capabilities,
  start(gate, app, { twice = false, ...options }) {
    const first = maintenance(gate, options);
    const second = twice ? maintenance(gate, options) : null;
    const server = createServer((incoming, response) => {
      const last = async () => {
        const { method = '', url = '', headers } = incoming;
        const decision = decisionOf(incoming);
        const body = await buffer(incoming).catch(() => Buffer.alloc(0));
        const answer = await app({ method, url, headers, body, decision });
        response.writeHead(answer.status ?? 200, answer.headers);
        response.end(answer.body);
      };
      first(incoming, response, () => {
        if (second === null) void last();
        else second(incoming, response, () => void last());
      });
    });
    first.attach(server);
    return listen(server);
  },
};
