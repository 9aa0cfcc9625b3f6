import type { Mode, PolicyInput } from '@portcullis/gate';
import express5 from 'express';
import express4 from 'express4';
import { createGraphqlReader } from '../../packages/gate/src/graphql.ts';
import { createCallbackSource } from '../../packages/gate/src/identity/index.ts';
import type { AdapterUnderTest } from '../../packages/gate/test/adapters/adapter-under-test.ts';
import { expressHost } from '../../packages/gate/test/adapters/hosts/express-host.ts';
import { fastifyHost } from '../../packages/gate/test/adapters/hosts/fastify-host.ts';
import { fetchHost } from '../../packages/gate/test/adapters/hosts/fetch-host.ts';
import { honoHost } from '../../packages/gate/test/adapters/hosts/hono-host.ts';
import { nodeHost } from '../../packages/gate/test/adapters/hosts/node-host.ts';
import { createTestLogger, startQuietGate } from '../../packages/gate/test/support/gate-fixtures.ts';
import type { HeaderLine } from '../corpora/cases.ts';
import { startCorpusGate } from '../corpora/gate.ts';
import { startUpstream } from '../corpora/start-upstream.ts';
import { type Hit, plainHandler, type RecordingUpstream } from '../corpora/upstreams/upstream.ts';
import type { AttackCase, WayIn } from './attack-case.ts';

/** A running gate with an application behind it that takes down what reaches it. */
export interface AttackGate {
  readonly port: number;
  readonly record: Pick<RecordingUpstream, 'name' | 'hits' | 'clear' | 'bytes'>;
  /** Null inside an application. */
  readonly upstream: RecordingUpstream | null;
  /** The cookie of a redeemed pass; only the server hands them out. */
  pass(scope: 'read' | 'write', subject: string): Promise<string>;
  switchTo(mode: Mode, areas?: Readonly<Record<string, Mode>>): Promise<void>;
  close(): Promise<void>;
}

export function startAttackGate(one: AttackCase, policy: PolicyInput): Promise<AttackGate> {
  return one.wayIn === 'proxy' ? startInFront(one, policy) : startInside(one.wayIn, policy);
}

async function startInFront(
  { upstream: name = 'raw' }: AttackCase,
  policy: PolicyInput,
): Promise<AttackGate> {
  const upstream = await startUpstream(name);
  try {
    const gate = await startCorpusGate({ upstream, policy, mode: 'open' });
    return {
      port: gate.port,
      record: upstream,
      upstream,
      pass: async (scope, subject) => {
        const wanted = { subject, scope, ttlMs: 60_000, actor: 'attacks' };
        const { link } = await gate.control.post<{ readonly link: string }>('/passes', wanted);
        const token = new URL(link).searchParams.get('token') ?? '';
        const target = `http://127.0.0.1:${gate.port}/.well-known/portcullis/pass`;
        const body = new URLSearchParams({ token });
        const { headers } = await fetch(target, { method: 'POST', body, redirect: 'manual' });
        return headers.get('set-cookie')?.split(';')[0] ?? '';
      },
      switchTo: (mode, areas = {}) => gate.switchTo(mode, { areas }),
      async close() {
        await gate.close();
        await upstream.close();
      },
    };
  } catch (error) {
    await upstream.close();
    throw error;
  }
}

const hosts: Readonly<Record<Exclude<WayIn, 'proxy'>, AdapterUnderTest>> = {
  node: nodeHost,
  express5: expressHost('Express 5', express5),
  express4: expressHost('Express 4', express4),
  fastify: fastifyHost,
  hono: honoHost,
  fetch: fetchHost,
};

async function startInside(wayIn: Exclude<WayIn, 'proxy'>, policy: PolicyInput): Promise<AttackGate> {
  const hits: Hit[] = [];
  const { gate, store } = await startQuietGate(policy, {
    identity: (policy.identity ?? []).some(({ kind }) => kind === 'callback') ? [callback] : [],
    readGraphql: createGraphqlReader(),
  });
  const host = await hosts[wayIn].start(
    gate,
    ({ method, url: target, headers, body }) => {
      hits.push({
        method,
        target,
        headers: Object.entries(headers).flatMap(([name, value]) =>
          [value ?? []].flat().map((text): HeaderLine => [name, text]),
        ),
        body: body.toString('latin1'),
        handler: plainHandler(target),
      });
      return { body: 'ok' };
    },
    { logger: createTestLogger() },
  );
  return {
    port: host.port,
    record: { name: 'raw', hits: () => hits, clear: () => void hits.splice(0) },
    upstream: null,
    pass: () => Promise.reject(new Error('Expected the proxy: only the server hands out passes')),
    async switchTo(mode, areas = {}) {
      await store.change({ mode, areas });
      await gate.refresh();
    },
    async close() {
      await host.close();
      await gate.close();
    },
  };
}

/** Inside an application, an `X-User` header says who somebody is: an admin. */
const callback = createCallbackSource(({ headers }) => {
  const at = headers.findIndex((name, index) => index % 2 === 0 && name.toLowerCase() === 'x-user');
  return Promise.resolve(at === -1 ? null : { role: 'admin', subject: headers[at + 1] ?? '' });
});
