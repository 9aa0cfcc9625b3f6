/**
 * What a file must export to be measured: `export const start: StartContender`. It serves the upstream on a free
 * loopback port, with default limits and keep-alive on both sides, in its own process.
 */
export type StartContender = (options: {
  readonly upstream: URL;
  /** What else it was started with, by which a file tells its kinds apart. */
  readonly words: readonly string[];
}) => Promise<RunningContender>;

export interface RunningContender {
  readonly port: number;
}

/** What the started process tells its parent, and what it may be asked. */
export type ContenderMessage =
  | { readonly kind: 'listening'; readonly port: number }
  | { readonly kind: 'usage'; readonly rssBytes: number; readonly cpuMs: number };

/** What its parent may ask; `collect` runs a full garbage collection first. */
export interface UsageQuestion {
  readonly collect: boolean;
}
