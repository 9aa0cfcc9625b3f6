/** A screen, or a part of one, as somebody opens it: by a link of the screen before. */
export interface OpenedScreen {
  readonly name: string;
  /** Where the link is, below the console. */
  readonly from: string;
  /** The link's own text. */
  readonly link: string;
  /** What is there once its first content is; no skeleton is left then either. */
  readonly selector: string;
  /** @default 1 */
  readonly least?: number;
}

export const screens: readonly OpenedScreen[] = [
  { name: 'Now', from: 'account', link: 'Now', selector: '.mode-panel .actions button' },
  { name: 'Switch', from: '', link: 'Switch', selector: '.switch-columns .preview-frame iframe' },
  { name: 'Who gets in', from: '', link: 'Who gets in', selector: '.columns .panel', least: 2 },
  { name: 'Who gets in: passes', from: 'insiders', link: 'Passes', selector: '.table tbody tr', least: 25 },
  { name: 'Traffic', from: '', link: 'Traffic', selector: '.feed-row', least: 10 },
  {
    name: 'Traffic: ledger',
    from: 'traffic',
    link: 'Refused writes',
    selector: '.table tbody tr',
    least: 50,
  },
  { name: 'Policy', from: '', link: 'Policy', selector: '.sentence' },
  { name: 'Audit', from: '', link: 'Audit', selector: '.record', least: 50 },
  { name: 'Settings', from: '', link: 'Settings', selector: '.settings-columns .preview-frame iframe' },
  {
    name: 'Settings: operators',
    from: 'settings',
    link: 'Operators',
    selector: '.table tbody tr',
    least: 50,
  },
  { name: 'Settings: keys', from: 'settings', link: 'API keys', selector: '.table tbody tr', least: 20 },
];
