import type { Mode } from '@portcullis/gate';
import type { ModesAsked } from '../../src/switching/tightens.ts';

export const asked = (mode: Mode, more: Partial<ModesAsked> = {}): ModesAsked => ({
  mode,
  areas: {},
  expires: null,
  production: false,
  ...more,
});

export const checkout = (mode: Mode) => ({ areas: { checkout: mode } });

export const opensAt = (at: number) => ({ at, then: 'open' as const });
