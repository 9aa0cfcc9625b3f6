import type { CallOutline } from '../../model/calls.ts';

type CallId = CallOutline['ids'][number];

/** One answer for each call of a batch; an empty batch is answered once, because its client still waits. */
export function forEachCall<Answer>({ ids }: CallOutline, answer: (id: CallId) => Answer): readonly Answer[] {
  return (ids.length === 0 ? [null] : ids).map(answer);
}
