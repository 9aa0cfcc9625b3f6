const key = 'portcullis-console-place';

/** Keeps where somebody was who leaves for a provider, in this tab alone. */
export function rememberPlace(href: string): void {
  try {
    sessionStorage.setItem(key, href);
  } catch {
    // Then he comes back to the start screen.
  }
}

/** Where he was, once; null = he left from nowhere. Never a place outside of the console. */
export function takePlace(baseUrl: string): string | null {
  try {
    const href = sessionStorage.getItem(key);
    sessionStorage.removeItem(key);
    return href?.startsWith(baseUrl) ? href.slice(new URL(baseUrl).origin.length) : null;
  } catch {
    return null;
  }
}
