import { ar } from './ar.ts';
import { de } from './de.ts';
import { type Catalogue, en } from './en.ts';
import { es } from './es.ts';
import { fr } from './fr.ts';

/** The languages that ship with the gate, fully reviewed. */
export const catalogues: Readonly<Record<string, Catalogue>> = { en, de, fr, es, ar };

export { type Catalogue, en, type TextKey } from './en.ts';
