import type { LocalizedText } from './text.ts';

/** What people are told while a window lasts. Every text is escaped where it is shown; HTML is no markup. */
export interface Notice {
  /**
   * Why, in the operator's words. Empty = the page's own wording. Paragraphs, `- ` lists, `**strong**`, `*emphasis*`
   * and `[text](https://…)` links are set as such on the page; elsewhere their signs are left out.
   */
  readonly message: LocalizedText;
  /** What does not work now. Empty = derived from mode and areas. */
  readonly paused: LocalizedText;
  /** What still works. Empty = derived from mode and areas. */
  readonly stillWorks: LocalizedText;
  readonly button: NoticeButton | null;
  readonly contact: NoticeContact;
}

export interface NoticeButton {
  readonly label: LocalizedText;
  /** `https:`, `http:`, `mailto:` or a path on the same site; checked by `parseSafeUrl`. */
  readonly url: string;
}

export interface NoticeContact {
  readonly email?: string;
  readonly phone?: string;
  readonly url?: string;
}

export const emptyNotice: Notice = Object.freeze({
  message: Object.freeze({}),
  paused: Object.freeze({}),
  stillWorks: Object.freeze({}),
  button: null,
  contact: Object.freeze({}),
});
