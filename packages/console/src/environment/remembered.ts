/** What this browser remembers for its user: language, theme. Without a storage nothing is remembered. */
export function recall(name: string): string | null {
  try {
    return localStorage.getItem(`portcullis-console-${name}`);
  } catch {
    return null;
  }
}

export function remember(name: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(`portcullis-console-${name}`);
    else localStorage.setItem(`portcullis-console-${name}`, value);
  } catch {
    // A browser that stores nothing asks again next time.
  }
}
