import fc from 'fast-check';
import { bytesOf } from '../support/body-fixtures.ts';
import { rawRequest, siteOf } from '../support/decide-fixtures.ts';
import { decideWithBody } from '../support/decide-with-body.ts';
import { type Entry, parameterServers } from './body-servers.ts';
import { objectOf } from './body-spellings.ts';
import { defineProperty, type Property } from './property.ts';

const listed = ['catalogue.list', 'ping'];
const site = siteOf({
  policy: { routes: [{ match: 'POST /rpc', calls: { protocol: 'json-rpc', read: listed } }] },
});

const key = fc.oneof(
  { weight: 6, arbitrary: fc.constant('method') },
  fc.constantFrom(
    'Method',
    'METHOD',
    'id',
    'jsonrpc',
    'params',
    '__proto__',
    'method\0',
    'me_thod',
    'methods',
  ),
);
const name = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...listed) },
  fc.constantFrom('orders.delete', 'Ping', 'ping ', '', 'catalogue.list\0', 'system.multicall'),
);
/** Mostly one method, else anything. */
const call: fc.Arbitrary<readonly Entry[]> = fc.oneof(
  {
    weight: 3,
    arbitrary: name.map((one): readonly Entry[] => [
      ['jsonrpc', '2.0'],
      ['method', one],
    ]),
  },
  fc.array(fc.tuple(key, name), { maxLength: 3 }),
);

interface DrawnCalls {
  readonly body: string;
  readonly calls: readonly (readonly Entry[])[];
}

const anyCalls: fc.Arbitrary<DrawnCalls> = fc
  .tuple(fc.array(call, { minLength: 1, maxLength: 4 }), fc.boolean())
  .chain(([calls, isAlone]) => {
    const sent = isAlone ? calls.slice(0, 1) : calls;
    return fc
      .tuple(...sent.map((one) => objectOf(fc.constant(one))))
      .map((texts) => ({ calls: sent, body: isAlone ? texts.join('') : `[${texts.join(', ')}]` }));
  });

/** Whether some server runs something that is not listed; a call without a method runs what nobody knows. */
function writesFor(entries: readonly Entry[]): string | null {
  for (const [server, find] of Object.entries(parameterServers)) {
    const [method] = find(entries, 'method');
    if (method !== undefined && !listed.includes(method)) return `${method} for ${server}`;
  }
  return entries.some(([one]) => one === 'method') ? null : 'nothing that is known';
}

function isPlain(entries: readonly Entry[]): boolean {
  return entries.length === 2 && entries[0]?.[0] === 'jsonrpc' && writesFor(entries) === null;
}

export const rpc: Property = defineProperty({
  name: 'a batch of calls is let in when every server runs listed ones',
  drawn: anyCalls,
  judge: ({ calls, body }, { stopwatch, saw }) => {
    const raw = rawRequest('POST /rpc', {
      headers: ['Content-Type', 'application/json', 'Content-Length', '9'],
    });
    const isAllowed = stopwatch.measure(() => decideWithBody(site, raw, bytesOf(body))).kind === 'allow';
    const harm = calls.map(writesFor).find((one) => one !== null);
    if (harm !== undefined) saw('a call that writes');
    if (isAllowed) saw('calls that are let in');
    if (isAllowed && harm !== undefined) return `it is let in and runs ${harm}`;
    return !isAllowed && calls.every(isPlain) ? 'plain reads are refused' : null;
  },
  least: { 'a call that writes': 0.3, 'calls that are let in': 0.05 },
});
