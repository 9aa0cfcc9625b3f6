import type { StoredSettings } from '../../api/schema.ts';
import type { SettingsDraft, SettingsProblem } from './settings-draft.ts';

/** What every part of the form is given. */
export interface SectionProps {
  readonly draft: SettingsDraft;
  readonly problems: readonly SettingsProblem[];
  /** With what the file says, for what is not set. */
  readonly stored: StoredSettings;
  readonly onChange: (changes: Partial<SettingsDraft>) => void;
}
