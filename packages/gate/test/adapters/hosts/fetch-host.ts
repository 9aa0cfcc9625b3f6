import { capabilities, decisionOf, withMaintenance } from '../../../src/adapters/fetch.ts';
import type { AdapterUnderTest } from '../adapter-under-test.ts';
import { createFetchServer } from './fetch-server.ts';
import { listen } from './listen.ts';

export const fetchHost: AdapterUnderTest = {
  name: 'fetch',
  capabilities,
  start(gate, app, { twice = false, ...options }) {
    const last = async (request: Request) => {
      const { pathname, search } = new URL(request.url);
      const { method } = request;
      const body = Buffer.from(await request.arrayBuffer());
      const headers = Object.fromEntries(request.headers);
      const answer = await app({
        method,
        url: pathname + search,
        headers,
        body,
        decision: decisionOf(request),
      });
      return new Response(answer.body ?? '', answer);
    };
    const guarded = withMaintenance(gate, last, options);
    const handler = twice ? withMaintenance(gate, guarded, options) : guarded;
    return listen(createFetchServer(handler));
  },
};
