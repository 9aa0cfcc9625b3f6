/** What the process of the load is told. */
export type LoadOrder =
  /** Where instances listen; null = an instance is not there now. */
  | { readonly kind: 'ports'; readonly ports: readonly (number | null)[] }
  | { readonly kind: 'rate'; readonly perSecond: number }
  /** The history goes on in another file. */
  | { readonly kind: 'file'; readonly file: string }
  | { readonly kind: 'stop' };

/** What it tells. */
export type LoadNews =
  | { readonly kind: 'ready'; readonly applicationPort: number }
  /** The file before is whole. */
  | { readonly kind: 'turned'; readonly tally: LoadTally };

/** Until the rate was changed last. */
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
