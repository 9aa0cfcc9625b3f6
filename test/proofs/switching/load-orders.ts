/** What the process of the load is told. */
export type LoadOrder =
  /** Where instances listen; null = an instance is not there now. */
  | { readonly kind: 'ports'; readonly ports: readonly (number | null)[] }
  | { readonly kind: 'rate'; readonly perSecond: number }
  /** Where the history is written. */
  | { readonly kind: 'file'; readonly file: string }
  /** All that happened until now is to be in the file. */
  | { readonly kind: 'flush' }
  | { readonly kind: 'stop' };

/** What it tells. */
export type LoadNews =
  | { readonly kind: 'ready'; readonly applicationPort: number }
  | { readonly kind: 'flushed'; readonly tally: LoadTally };

/** Until now. */
export interface LoadTally {
  /** How long anything was sent at all. */
  readonly elapsedMs: number;
  readonly sent: number;
  /** Not sent, because every connection was waiting for an answer: an open loop says so instead of slowing down. */
  readonly skipped: number;
}

export const writesInTen = 4;

/** `/KIND/INSTANCE/SENT-MS/ID`: what arrives tells what it was, whoever sent it. */
export function targetOf(request: {
  readonly isWrite: boolean;
  readonly instance: number;
  readonly sentMs: number;
  readonly id: string;
}): string {
  const { isWrite, instance, sentMs, id } = request;
  return `/${isWrite ? 'write' : 'read'}/${instance}/${sentMs}/${id}`;
}
