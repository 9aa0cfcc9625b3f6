import type { Mode } from '@portcullis/gate';

/** `open`, and what of it is not: `open, but backend closed`. */
export function describeModes({
  mode,
  areas,
}: {
  readonly mode: Mode;
  readonly areas: Readonly<Record<string, Mode>>;
}): string {
  const others = Object.entries(areas).filter(([, own]) => own !== mode);
  return others.length === 0
    ? mode
    : `${mode}, but ${others.map(([area, own]) => `${area} ${own}`).join(', ')}`;
}
