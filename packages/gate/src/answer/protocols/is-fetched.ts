import { singleHeader } from '../../model/header.ts';
import type { AnswerRequest } from '../answer.ts';

/** Whether a script may have sent it to use the answer itself: never markup for a script, style or image. */
export function isFetched({ headers }: Pick<AnswerRequest, 'headers'>): boolean {
  const destination = singleHeader(headers, 'sec-fetch-dest');
  return destination === null || destination === 'empty';
}
