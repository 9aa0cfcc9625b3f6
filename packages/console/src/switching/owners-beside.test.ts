import { expect, it } from 'vitest';
import type { Switch } from '../api/schema.ts';
import { ownersBeside } from './owners-beside.ts';

const ada = { kind: 'operator', name: 'ada' } as const;
const sam = { kind: 'operator', name: 'sam' } as const;
const key = { kind: 'key', name: 'ada' } as const;

const closed: Switch = {
  site: 'shop',
  epoch: 7,
  windowId: 'window',
  mode: 'closed',
  areas: {},
  notice: { message: {}, paused: {}, stillWorks: {}, button: null, contact: {} },
  reason: '',
  actor: ada,
  since: 20,
  setBy: ada,
  opened: { by: ada, at: 10 },
  expected: null,
  expires: null,
  production: false,
  draining: [],
};

it.each([
  ['her own', {}, null],
  ['her own, and somebody says something else of it', { actor: sam }, null],
  ["somebody else's", { setBy: sam, opened: { by: sam, at: 10 } }, [sam, 10, null, null]],
  ["somebody else's, and she changed it", { opened: { by: sam, at: 10 } }, [sam, 10, null, null]],
  ['her own, and somebody changed it', { setBy: sam }, [null, null, sam, 20]],
  ["a key's of her name", { setBy: key, opened: { by: key, at: 10 } }, [key, 10, null, null]],
  ['of two others', { setBy: sam, opened: { by: key, at: 10 } }, [key, 10, sam, 20]],
  ['of nobody who is known', { setBy: sam, opened: null }, [sam, 20, null, null]],
  ['in an area', { mode: 'open', areas: { a: 'closed' }, setBy: sam, opened: null }, [sam, 20, null, null]],
  ['over', { mode: 'open', areas: { a: 'open' }, setBy: sam, opened: null }, null],
] as const)('a window of which ada is asked: %s', (_, changes, expected) => {
  const owners = ownersBeside({ ...closed, ...changes }, 'ada');
  const { opener, changer } = owners ?? { opener: null, changer: null };
  const told = [opener?.by ?? null, opener?.at ?? null, changer?.by ?? null, changer?.at ?? null];
  expect(owners === null ? null : told).toEqual(expected);
});
