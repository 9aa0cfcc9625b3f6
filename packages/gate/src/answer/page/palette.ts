/** Colours of one scheme, as CSS writes them. */
export interface Palette {
  /** Behind everything. */
  readonly paper: string;
  /** Panels on the paper. */
  readonly surface: string;
  readonly ink: string;
  readonly muted: string;
  readonly line: string;
  /** Marks what is paused. */
  readonly pause: string;
  /** The site's own colour, made readable. */
  readonly accent: string;
  /** On the accent. */
  readonly onAccent: string;
}
