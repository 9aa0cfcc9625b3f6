import type { ReactNode } from 'react';
import type { Insiders } from '../../api/schema.ts';
import { wordsFor } from '../../texts/said-words.ts';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { useTexts } from '../../texts/texts-context.tsx';
import type { PersonKind } from './rights-of.ts';

interface SourcesOfProps {
  readonly kind: PersonKind;
  readonly roles: Insiders['roles'];
}

/** By what somebody is known as that. */
export function SourcesOf({ kind, roles }: SourcesOfProps): ReactNode {
  const { insiders, said } = useScreenTexts();
  const { format } = useTexts();
  if (kind !== 'admin' && kind !== 'support' && kind !== 'allowed') return insiders.peopleHelp[kind];
  const found = roles.find(({ role }) => role === kind);
  if (found === undefined) return null;
  const words = found.from.flatMap((text, at) =>
    // Who comes by a pass has a row of his own.
    found.fromSaid[at]?.code === 'role-by-pass' ? [] : [wordsFor(said, found.fromSaid[at], text)],
  );
  return insiders.known(format.list(words));
}
