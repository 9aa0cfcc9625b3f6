import { resolve } from 'node:path';
import type { Clock, ServerStore } from '@portcullis/gate';
import type { Facet } from './thread/messages.ts';
import { createStoreThread } from './thread/store-thread.ts';

export interface SqliteStoreOptions {
  /** On a local disk; its folder is created for the owner alone when it is not there. */
  readonly file: string;
  /** @default the machine's clock */
  readonly clock?: Pick<Clock, 'wallMs'>;
  /** How long an operation waits for another process. @default 2000 */
  readonly busyTimeoutMs?: number;
  /** How often subscribers look for changes of other processes. @default 50 */
  readonly hintIntervalMs?: number;
}

/**
 * A store in one SQLite file that the processes of one host share. It works in a thread of its own, so that nobody but who asked
 * waits for the disk. The file is opened at the first use; while that fails every operation says why and the next one tries
 * again, so a gate starts without its store.
 */
export function createSqliteStore({
  file,
  clock,
  busyTimeoutMs = 2000,
  hintIntervalMs = 50,
}: SqliteStoreOptions): ServerStore {
  const thread = createStoreThread({
    file: resolve(file),
    busyTimeoutMs,
    hintIntervalMs,
    wallMs: clock === undefined ? null : () => clock.wallMs(),
  });

  /** The types say that none is forgotten. */
  function facet<Name extends Facet, Method extends string & keyof ServerStore[Name]>(
    name: Name,
    ...methods: readonly Method[]
  ): Pick<ServerStore[Name], Method> {
    const entries = methods.map((method) => [
      method,
      (...parameters: readonly unknown[]) => thread.carryOut(name, method, parameters),
    ]);
    return Object.fromEntries(entries) as Pick<ServerStore[Name], Method>;
  }

  return {
    switch: {
      ...facet('switch', 'read', 'change', 'version'),
      subscribe: (site, onHint) => thread.subscribe(site, onHint),
    },
    instances: facet('instances', 'report', 'list', 'remove'),
    passes: facet('passes', 'create', 'list', 'search', 'redeem', 'revoke', 'claim'),
    audit: facet('audit', 'append', 'read', 'head', 'seal', 'seals', 'chains'),
    settings: facet('settings', 'read', 'change'),
    operators: facet('operators', 'create', 'list', 'find', 'change', 'remove', 'claimStep'),
    sessions: facet('sessions', 'open', 'find', 'replace', 'seen', 'list', 'end'),
    keys: facet('keys', 'create', 'list', 'find', 'revoke', 'used'),
    ledger: facet('ledger', 'add', 'read', 'windows', 'forget'),
    incidents: facet('incidents', 'add', 'find', 'recent', 'forgetExpired'),
    transitions: facet('transitions', 'read', 'claim', 'write', 'release'),
    processes: facet('processes', 'report', 'list', 'remove'),
    held: facet('held', 'waiting', 'accept', 'standing', 'list', 'find', 'decide'),
    deliveries: facet('deliveries', 'claim', 'settle', 'release', 'forget'),
    close: () => thread.close(),
  };
}
