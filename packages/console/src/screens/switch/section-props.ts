import type { DraftProblem, SwitchDraft } from './switch-draft.ts';

/** What every part of the form is given. */
export interface SectionProps {
  readonly draft: SwitchDraft;
  readonly onChange: (changes: Partial<SwitchDraft>) => void;
  readonly problems: readonly DraftProblem[];
}
