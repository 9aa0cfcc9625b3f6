import type { english } from './english/english.ts';

/** The texts of one language. */
export type Catalogue = typeof english;
