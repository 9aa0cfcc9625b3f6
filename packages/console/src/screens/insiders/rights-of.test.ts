import { expect, it } from 'vitest';
import type { Insiders } from '../../api/schema.ts';
import { type Rights, reachesHere, reachOnceClosed, shownReach, writersWithOwnPass } from './rights-of.ts';

const everybody: Rights = { now: 'read', closed: 'none' };
const reader: Rights = { now: 'read', closed: 'read' };
const writer: Rights = { now: 'write', closed: 'write' };

const whoGetsIn: Insiders['whoGetsIn'] = {
  mode: 'read-only',
  paths: [
    { kind: 'anywhere', names: [] },
    { kind: 'own-pass', names: [] },
  ],
  people: [
    { kind: 'admin', rights: [reader, writer], here: reader },
    { kind: 'support', rights: [reader, reader], here: reader },
    { kind: 'visitor', rights: [everybody, null], here: everybody },
  ],
};

it('shows what is in force, and beside it what differs once the site is closed', () => {
  expect([shownReach(everybody, 'read-only'), reachOnceClosed(everybody, 'read-only')]).toEqual([
    'read',
    'none',
  ]);
  expect([shownReach(writer, 'read-only'), reachOnceClosed(writer, 'read-only')]).toEqual(['write', null]);
});

it('shows of an open site who gets in when it is closed', () => {
  const open: Rights = { now: 'write', closed: 'read' };
  expect([shownReach(open, 'open'), reachOnceClosed(open, 'open')]).toEqual(['read', null]);
});

it('puts people together who get as far from here', () => {
  const { people } = whoGetsIn;
  expect(reachesHere(people, ({ now }) => now)).toEqual([
    { reach: 'read', people: ['admin', 'support', 'visitor'] },
  ]);
  expect(reachesHere(people, ({ closed }) => closed)).toEqual([
    { reach: 'read', people: ['admin', 'support'] },
    { reach: 'none', people: ['visitor'] },
  ]);
  expect(reachesHere([{ kind: 'visitor', rights: [], here: null }], ({ now }) => now)).toEqual([]);
});

it('names who lacks nothing but a write pass of his own', () => {
  expect(writersWithOwnPass(whoGetsIn)).toEqual(['admin']);
});
