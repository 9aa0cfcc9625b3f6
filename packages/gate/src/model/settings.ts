import type { PageInput } from './policy.ts';
import type { LocalizedText } from './text.ts';

/**
 * What operators set while the server runs. It says how the page looks, what a new window begins with and what is said in
 * place of technical errors, never who gets in or what is refused: that is the policy's.
 */
export interface Settings {
  /** Takes the place of the same keys of `policy.page`. */
  readonly page: PageInput;
  /** What a new window begins with, where nobody says otherwise. */
  readonly defaults: {
    readonly message: LocalizedText;
    readonly button: { readonly label: LocalizedText; readonly url: string } | null;
  };
  /** Takes the place of `policy.production.text`. Settings of earlier versions have none. */
  readonly production?: { readonly text: LocalizedText };
}

export interface StoredSettings {
  /** Null = nobody has set anything. */
  readonly settings: Settings | null;
  /** The switch's epoch, which every change of settings raises. */
  readonly epoch: number;
  readonly changedAt: number | null;
  /** As on record: `operator:mia`. */
  readonly changedBy: string | null;
}
