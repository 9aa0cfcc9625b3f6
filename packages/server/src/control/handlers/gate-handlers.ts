import {
  type ApiKey,
  type AuditKind,
  type AuditRecord,
  type AuditSeal,
  type Gate,
  gateName,
  isGateNameOf,
  isGenuineRecord,
  isGenuineSeal,
  PortcullisError,
  type ServerStore,
  type SigningKey,
} from '@portcullis/gate';
import { type ControlCaller, identityOf } from '../api/caller.ts';
import type { gateRoutes } from '../api/gate-routes.ts';
import type { Handlers } from '../api/handlers.ts';
import type { GatePace } from '../entrance/gate-pace.ts';
import type { GateNews } from '../events/gate-news.ts';
import { createInstancesOfKeys } from './instances-of-keys.ts';

export interface GateHandlersOptions {
  readonly gate: Pick<Gate, 'site'>;
  readonly store: Pick<ServerStore, 'switch' | 'instances' | 'passes' | 'audit' | 'settings'>;
  /** Of every secret that is active: what they did not sign, no gate of this site wrote. */
  readonly auditKeys: readonly SigningKey[];
  readonly news: GateNews;
  readonly pace: GatePace;
  readonly now: () => number;
  /** Whether somebody is still good; a stream of one that is not ends. */
  readonly isStillAllowed: (caller: ControlCaller) => boolean | Promise<boolean>;
}

/** One for each instance of a key. */
const mostStreams = 100;
/** A confirmation is good for two minutes; clocks differ. */
const longestClaimMs = 24 * 3_600_000;

/** What gates put on record by themselves. Of what people do, the server writes the records. */
const kindsOfGates: ReadonlySet<AuditKind> = new Set([
  'instance.started',
  'instance.stopped',
  'requests.refused',
  'bypass.used',
  'write.confirmed',
  'override.applied',
  'override.ended',
  'break-glass.used',
  'pass.refused',
  'pass.used',
  'chain.continued',
  'entries.dropped',
]);

/**
 * The store of gates inside an application. Whoever stole a key reads the state with it and speaks for the instances of that key,
 * and no more: records are taken only if the server secret signed them, in chains that are the key's.
 */
export function createGateHandlers(options: GateHandlersOptions): Handlers<typeof gateRoutes> {
  const { gate, store, auditKeys, news, pace, now, isStillAllowed } = options;
  const { site } = gate;
  const instances = createInstancesOfKeys({ site, store });

  async function requireGenuine(records: readonly AuditRecord[]): Promise<void> {
    for (const record of records) {
      if (!(await isGenuineRecord(record, auditKeys))) throw otherSecret();
    }
  }

  return {
    version: async (context) => context.json(await store.switch.version(site), 200),

    state: async (context) => context.json(await store.switch.read(site), 200),

    settings: async (context) => {
      const { settings } = await store.settings.read(site);
      return context.json({ settings }, 200);
    },

    events(context) {
      const { caller } = context.var;
      const by = identityOf(caller);
      if (news.clientsOf(by) >= mostStreams) {
        throw new PortcullisError(
          'PORTCULLIS_USAGE',
          `${mostStreams} gates listen with this key already. Give each application a key of its own.`,
        );
      }
      const stream = news.open({ by, isStillAllowed: () => isStillAllowed(caller) });
      return context.body(stream, 200, {
        'Content-Type': 'text/event-stream',
        'Cache-Control': 'no-store',
        'X-Content-Type-Options': 'nosniff',
        // nginx and those who follow it would keep events back until a buffer is full.
        'X-Accel-Buffering': 'no',
      });
    },

    report: async (context) => {
      const key = keyOf(context.var.caller);
      const report = context.req.valid('json');
      requireOwn(key, report.id);
      await instances.admit(key, report.id);
      return context.json({ now: await store.instances.report(site, report) }, 200);
    },

    leave: async (context) => {
      const key = keyOf(context.var.caller);
      const { id } = context.req.valid('json');
      requireOwn(key, id);
      return context.json({ left: await store.instances.remove(site, id) }, 200);
    },

    redeem: async (context) => {
      const key = keyOf(context.var.caller);
      const { tokenHash, record } = context.req.valid('json');
      requireOwn(key, record.chain);
      if (record.kind !== 'pass.redeemed') throw otherKind(record.kind, 'pass.redeemed');
      await requireGenuine([record]);
      pace.store(key, sizeOf(record));
      return context.json({ pass: await store.passes.redeem(site, tokenHash, record) }, 200);
    },

    claim: async (context) => {
      const key = keyOf(context.var.caller);
      const { key: claimed, expiresAt } = context.req.valid('json');
      if (expiresAt > now() + longestClaimMs) {
        throw new PortcullisError('PORTCULLIS_USAGE', 'expiresAt: expected a time within a day from now.');
      }
      pace.claim(key);
      return context.json({ claimed: await store.passes.claim(site, claimed, expiresAt) }, 200);
    },

    append: async (context) => {
      const key = keyOf(context.var.caller);
      const { records } = context.req.valid('json');
      for (const { chain, kind } of records) {
        requireOwn(key, chain);
        if (!kindsOfGates.has(kind)) throw otherKind(kind, [...kindsOfGates].join(', '));
      }
      await requireGenuine(records);
      pace.store(
        key,
        records.reduce((sum, record) => sum + sizeOf(record), 0),
      );
      await store.audit.append(site, records);
      return context.json({ appended: records.length }, 200);
    },

    seal: async (context) => {
      const key = keyOf(context.var.caller);
      const seal = context.req.valid('json');
      requireOwn(key, seal.chain);
      if (!(await isGenuineSeal(seal, auditKeys))) throw otherSecret();
      pace.store(key, sizeOf(seal));
      await store.audit.seal(site, seal);
      return context.json({ sealed: true as const }, 200);
    },

    head: async (context) => {
      const { chain } = context.req.valid('query');
      requireOwn(keyOf(context.var.caller), chain);
      return context.json({ head: await store.audit.head(site, chain) }, 200);
    },

    chains: async (context) => {
      const { tokenHash } = keyOf(context.var.caller);
      const chains = (await store.audit.chains(site)).filter((chain) => isGateNameOf(tokenHash, chain));
      return context.json({ chains }, 200);
    },
  };
}

function keyOf(caller: ControlCaller): ApiKey {
  if (caller.kind === 'key') return caller.key;
  throw new PortcullisError(
    'PORTCULLIS_FORBIDDEN',
    'This is for gates inside an application, which come with a key of the scope gate.',
  );
}

function requireOwn({ tokenHash }: ApiKey, name: string): void {
  if (isGateNameOf(tokenHash, name)) return;
  throw new PortcullisError(
    'PORTCULLIS_FORBIDDEN',
    `Names of instances and chains of this key begin with ${JSON.stringify(gateName(tokenHash, ''))}, got ${JSON.stringify(name)}. createHttpStore of @portcullis/store/http names them so.`,
  );
}

/** In the store: a row with its indexes. */
function sizeOf({ actor, data }: Partial<AuditRecord> & Pick<AuditSeal, 'chain'>): number {
  return 400 + 3 * (actor?.length ?? 0) + 3 * (data?.length ?? 0);
}

function otherKind(kind: string, expected: string): PortcullisError {
  return new PortcullisError(
    'PORTCULLIS_FORBIDDEN',
    `Gates put on record: ${expected}; got ${JSON.stringify(kind)}. Everything else a server writes.`,
  );
}

function otherSecret(): PortcullisError {
  return new PortcullisError(
    'PORTCULLIS_FORBIDDEN',
    'Expected records that are signed with the secret of this server, got others. Give the application the same PORTCULLIS_SECRET.',
  );
}
