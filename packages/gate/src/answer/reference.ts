/** Fit for headers, pages and logs; null for anything else. */
export function safeReference(reference: string): string | null {
  return /^[A-Za-z0-9._:-]{1,64}$/.test(reference) ? reference : null;
}
