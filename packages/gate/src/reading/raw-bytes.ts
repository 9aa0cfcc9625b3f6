/** Bytes above ASCII, which came as latin1, as their escapes. Null when they are no UTF-8: servers do not agree on those. */
export function escapeRawBytes(text: string): string | null {
  const escaped = text.replace(
    /[\u0080-\u00ff]/g,
    (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  const runs = text.match(/[^\u0000-\u007f]+/g) ?? [];
  return runs.every(isUtf8) ? escaped : null;
}

function isUtf8(run: string): boolean {
  try {
    decodeURIComponent(run.replace(/./gs, (byte) => `%${byte.charCodeAt(0).toString(16)}`));
    return !/[^\u0080-\u00ff]/.test(run);
  } catch {
    return false;
  }
}
