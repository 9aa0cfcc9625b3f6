import type { ReactNode } from 'react';
import type { Stillness } from '../api/schema.ts';
import { useTexts } from '../texts/texts-context.tsx';

/** What stops beyond HTTP when the site does; nothing where nothing is declared. */
export function StopsWithIt({ stillness }: { readonly stillness: Stillness | null }): ReactNode {
  const { texts } = useTexts();
  if (stillness === null) return null;
  const names = (parts: readonly { readonly name: string }[]) => parts.map(({ name }) => name).join(', ');
  return (
    <p className="quiet">{texts.change.stopsWithIt(names(stillness.databases), names(stillness.workers))}</p>
  );
}
