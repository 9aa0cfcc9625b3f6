/** Tells whoever handed this in; what becomes of it is no business of the store. It may be async and reject, too. */
export function callHook(hook: () => unknown): void {
  try {
    Promise.resolve(hook()).catch(() => undefined);
  } catch {
    // Told as far as that could be.
  }
}
