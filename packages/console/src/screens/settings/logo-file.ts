/** In bytes, of the picture; as a data URL a third more, and the gate takes 64 KB. */
export const mostLogoBytes = 48_000;

const types: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/webp', 'image/svg+xml']);

export type LogoProblem =
  | { readonly kind: 'too-large'; readonly bytes: number }
  | { readonly kind: 'wrong-type'; readonly type: string }
  | { readonly kind: 'unreadable' };

/** A chosen picture as a data URL, or why it cannot be one. */
export async function readLogo(file: Blob): Promise<string | LogoProblem> {
  if (!types.has(file.type)) return { kind: 'wrong-type', type: file.type };
  if (file.size > mostLogoBytes) return { kind: 'too-large', bytes: file.size };
  try {
    const bytes = new Uint8Array(await file.arrayBuffer());
    const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
    return `data:${file.type};base64,${btoa(text)}`;
  } catch {
    return { kind: 'unreadable' };
  }
}
