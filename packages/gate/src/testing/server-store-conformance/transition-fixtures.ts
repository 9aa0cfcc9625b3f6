import type { Transition, TransitionPart } from '../../model/transition.ts';
import type { ServerStore, TransitionWrite } from '../../ports/server-store.ts';
import { requestOf } from '../store-conformance/fixtures.ts';
import { site } from './fixtures.ts';

export const nothingWritten = { transition: null, version: 0, conductor: null } as const;

/** Turning on that has just begun, about nothing. */
export function transitionOf(overrides: Partial<Transition> = {}): Transition {
  return {
    direction: 'on',
    phase: 'announce',
    phaseSince: 1_700_000_000_000,
    startedAt: 1_700_000_000_000,
    startedBy: { kind: 'operator', name: 'ada' },
    parts: [],
    opening: null,
    opensWindow: true,
    isCut: false,
    setback: null,
    signIn: { before: null, closed: null, opened: null },
    callsEndedAt: null,
    ...overrides,
  };
}

export function partOf(overrides: Partial<TransitionPart> = {}): TransitionPart {
  return {
    kind: 'worker',
    name: 'mails',
    prior: null,
    priorTables: null,
    did: 'nothing',
    tables: [],
    pausedAt: null,
    givenUp: null,
    ...overrides,
  };
}

/** Every member of it is something else than what it begins with. */
export function wholeTransition(text = 'orders'): Transition {
  return {
    direction: 'off',
    phase: 'open-guards',
    phaseSince: 1_700_000_060_000,
    startedAt: Number.MAX_SAFE_INTEGER,
    startedBy: { kind: 'shell', name: text },
    parts: [
      partOf({ name: text, prior: 'running', did: 'stopped', pausedAt: 1_700_000_000_500 }),
      partOf({ name: 'cron', prior: 'stopped', givenUp: text }),
      partOf({
        kind: 'database',
        name: text,
        prior: 'stopped',
        priorTables: [text],
        did: 'stopped',
        tables: ['public.orders', text],
      }),
      partOf({ kind: 'database', name: 'reports', prior: 'stopped', priorTables: [] }),
    ],
    opening: {
      request: requestOf({
        mode: 'open',
        areas: { checkout: 'closed' },
        notice: {
          message: { en: text },
          paused: { en: 'Orders' },
          stillWorks: { en: 'Looking' },
          button: { label: { en: text }, url: 'https://status.example.org/' },
          contact: { email: 'help@example.org', phone: '+49 30 1', url: '/contact' },
        },
        reason: text,
        actor: { kind: 'schedule', name: 'expiry' },
        expected: { earliest: 1_700_000_000_001, latest: 1_700_000_000_002, nextUpdateAt: 5 },
        expires: { at: 1_700_000_000_003, then: 'open' },
        production: true,
      }),
      expectedEpoch: 41,
      kind: 'switch.expired',
      anyway: true,
      isRollBack: true,
    },
    opensWindow: false,
    isCut: true,
    setback: { kind: 'rolled-back', at: 1_700_000_000_004, phase: 'drain', details: [text, 'worker mails'] },
    signIn: {
      before: { outcome: 'works', detail: null },
      closed: { outcome: 'fails', detail: text },
      opened: { outcome: 'unreachable', detail: text },
    },
    callsEndedAt: 1_700_000_000_005,
  };
}

export const leaseMs = 5_000;

/** A write of whoever conducts, on what nobody has written yet, unless told otherwise. */
export function writeOf(overrides: Partial<TransitionWrite> = {}): TransitionWrite {
  return { conductorId: 'one', expectedVersion: 0, transition: transitionOf(), record: null, ...overrides };
}

export function claim(store: ServerStore, id: string, ms = leaseMs): Promise<boolean> {
  return store.transitions.claim(site, { id, leaseMs: ms });
}

/** What stands, without the time at which it was asked for. */
export async function standing(store: ServerStore, of = site) {
  const { transition, version, conductor } = await store.transitions.read(of);
  return { transition, version, conductor };
}
