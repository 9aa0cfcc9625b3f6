import { type Answer, headerNames } from '@portcullis/gate';

/** The reference by which a refused visitor can be helped; null where the answer gives none. */
export function referenceIn({ headers }: Answer): string | null {
  return headers.find(([name]) => name === headerNames.reference)?.[1] ?? null;
}
