import type { Catalogue } from '../texts/catalogue.ts';
import type { WhatChanges } from './change-progress.ts';

/** What a change leads to: `Read-only`, `Production mode on`. */
export function nameOfChange({ mode, production }: WhatChanges, texts: Catalogue): string {
  if (production === null) return texts.common.modes[mode];
  return production ? texts.change.productionOn : texts.change.productionOff;
}
