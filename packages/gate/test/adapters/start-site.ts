import { createGraphqlReader } from '../../src/graphql.ts';
import { createCallbackSource } from '../../src/identity/index.ts';
import type { Mode } from '../../src/model/mode.ts';
import type { PolicyInput } from '../../src/model/policy.ts';
import type { IdentitySource } from '../../src/ports/identity-source.ts';
import type { Gate } from '../../src/runtime/gate.ts';
import { startQuietGate } from '../support/gate-fixtures.ts';

/** A policy with one rule of each kind that an adapter has a part in. */
const sitePolicy: PolicyInput = {
  routes: [
    { match: 'POST /contact', exception: true, why: 'visitors must reach us' },
    { match: 'POST /graphql', calls: { protocol: 'graphql' } },
    { match: 'POST /rpc', calls: { protocol: 'json-rpc', read: ['search'] } },
    { match: 'GET /logout', access: 'write' },
    { match: 'POST /find', access: 'read' },
    { match: '/admin/**', protected: true },
    { match: 'POST /refund', sensitive: true },
    { match: 'GET /live', socket: 'allow' },
    { match: 'GET /ticker', socket: { read: ['subscribe'] } },
  ],
  signIn: { page: '/login', routes: ['POST /login'] },
  identity: [{ kind: 'callback' }],
  trusted: {
    networks: [{ name: 'office', cidr: '203.0.113.0/24' }],
    adminHosts: ['admin.example'],
    proxies: ['127.0.0.9/32'],
  },
  bypass: { write: ['admin'] },
  cors: { origins: ['https://front.example'] },
};

export interface TestSite {
  /** Keeps what it begins. */
  readonly gate: Gate;
  switchTo(mode: Mode): Promise<void>;
  /** Requests let in that have not ended. */
  running(): number;
  /** How often somebody was to be recognised. */
  asked(): number;
  /** Requests let in. */
  begun(): number;
  /** Requests after which identities were forgotten. */
  readonly forgotten: string[];
  /** Callers are recognised only when this has been resolved; null = at once. */
  delay: Promise<void> | null;
  close(): Promise<void>;
}

export async function startSite(bodyLimitBytes = 64 * 1024): Promise<TestSite> {
  let begun = 0;
  let asked = 0;
  const forgotten: string[] = [];
  const source: IdentitySource = createCallbackSource(async ({ headers }) => {
    asked += 1;
    await own.delay;
    const at = headers.findIndex((name, index) => index % 2 === 0 && name.toLowerCase() === 'x-user');
    return at === -1 ? null : { role: 'admin', subject: headers[at + 1] ?? '' };
  });
  const { gate: running, store } = await startQuietGate(sitePolicy, {
    identity: [{ ...source, forget: (raw) => void forgotten.push(`${raw.method} ${raw.target}`) }],
    readGraphql: createGraphqlReader(),
    bodyLimitBytes,
  });
  const gate: Gate = {
    ...running,
    begin(entry) {
      begun += 1;
      running.begin(entry);
    },
  };
  const own: TestSite = {
    gate,
    async switchTo(mode) {
      await store.change({ mode });
      await gate.refresh();
    },
    running: () => running.running().length,
    asked: () => asked,
    begun: () => begun,
    forgotten,
    delay: null,
    close: () => running.close(),
  };
  return own;
}
