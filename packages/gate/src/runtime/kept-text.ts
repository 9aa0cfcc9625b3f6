const encoder = new TextEncoder();
const decoder = new TextDecoder();
/** Shorter ones V8 copies, always: only from here on a slice is a view of the string it was cut from. */
const shortestView = 13;

/**
 * Text of a request that is kept longer than the request, cut short. Through bytes: V8 lets a slice share its characters
 * with the string it was cut from, and keeps all of that.
 */
export function keptText(text: string, longest: number): string {
  const cut = text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
  if (cut.length < shortestView) return cut.toWellFormed();
  return decoder.decode(encoder.encode(cut));
}
