/** How subscribers learn that something changed. A hint may be lost: whoever enforces asks for the epoch each second anyway. */
export interface Hints {
  subscribe(site: string, onHint: () => void): () => void;
  /** Tells the subscribers of this process at once, and others as far as the driver can. */
  raise(site: string, epoch: number): void;
  close(): void;
}
