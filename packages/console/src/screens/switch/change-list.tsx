import type { ReactNode } from 'react';
import type { Status } from '../../api/schema.ts';
import { areaTitle } from '../../texts/localized.ts';
import { useTexts } from '../../texts/texts-context.tsx';
import type { DraftChanges, SwitchDraft } from './switch-draft.ts';

interface ChangeListProps {
  readonly changes: DraftChanges;
  readonly draft: SwitchDraft;
  readonly begun: SwitchDraft;
  readonly areas: Status['areas'];
}

/** What will be other than it is, in a few words each. */
export function ChangeList({ changes, draft, begun, areas }: ChangeListProps): ReactNode {
  const { texts, language } = useTexts();
  const words = texts.switch;
  const { modes } = texts.common;
  const lines = [
    ...(changes.mode ? [words.fromTo(modes[begun.mode], modes[draft.mode])] : []),
    ...changes.areas.map((name) => {
      const from = modes[begun.areas[name] ?? begun.mode];
      const to = modes[draft.areas[name] ?? draft.mode];
      return `${areaTitle({ areas }, name, language.tag)}: ${words.fromTo(from, to)}`;
    }),
    ...(changes.texts ? [words.changedTexts] : []),
    ...(changes.end ? [words.changedEnd] : []),
  ];
  return (
    <ul className="change-list" aria-label={words.changes}>
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}
