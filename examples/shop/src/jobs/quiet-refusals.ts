import { guardRefusalOf } from '@portcullis/quiesce/refusal';

export interface QuietRefusalsOptions {
  /** How long one that was told stands for those that follow. @default 60000 */
  readonly quietMs?: number;
  /** Milliseconds since 1970. @default Date.now */
  readonly nowMs?: () => number;
}

/**
 * Passes errors on, but refusals of a closed guard only now and then: a worker that nobody paused is refused several times
 * a second, and one line says it.
 */
export function quietRefusals(
  onError: (error: unknown) => void,
  { quietMs = 60_000, nowMs = Date.now }: QuietRefusalsOptions = {},
): (error: unknown) => void {
  let toldAt = Number.NEGATIVE_INFINITY;
  return (error) => {
    if (guardRefusalOf(error) !== null) {
      if (nowMs() - toldAt < quietMs) {
        return;
      }
      toldAt = nowMs();
    }
    onError(error);
  };
}
