import type { PolicyInput } from '@portcullis/gate';
import { policyWith } from '../decide/site.ts';

/** A large site: what is stored, who signs in, what the policy says. */
export const site = 'shop';
export const counts = {
  instances: 200,
  passes: 10_000,
  auditRecords: 1_000_000,
  ledgerEntries: 500,
  operators: 50,
  keys: 200,
} as const;

/** The owner who is measured. */
export const owner = { name: 'ada', password: 'four quiet brown owls' } as const;

/** Instances that are not in order, by their number: what a real fleet has at its worst moment. */
export const unwell = { behind: 17, silent: 118, draining: 163 } as const;

export function instanceId(number: number): string {
  return `shop-web-${String(number).padStart(3, '0')}`;
}

/** Areas and 200 rules, and a host for those who must repair. */
export const policy: PolicyInput = {
  ...policyWith(200),
  page: { brand: 'Larkspur' },
};
