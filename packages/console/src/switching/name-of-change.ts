import type { Catalogue } from '../texts/catalogue.ts';
import type { WhatChanges } from './change-progress.ts';

/** What a change leads to: `Read-only`, `Open, except Odoo backend`, `Production mode on`. */
export function nameOfChange({ mode, except, production }: WhatChanges, texts: Catalogue): string {
  if (production === null) {
    const name = texts.common.modes[mode];
    return except.length === 0 ? name : texts.common.exceptAreas(name, except.join(', '));
  }
  return production ? texts.change.productionOn : texts.change.productionOff;
}
