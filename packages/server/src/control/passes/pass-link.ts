import { isLoopbackName } from '../../config/gate-origin.ts';
import { passLink } from './pass-operations.ts';

/** Whoever gets the link should know where it can be opened at all. */
export function shownLink(origin: string, token: string): { link: string; isFromThisMachine: boolean } {
  return { link: passLink(origin, token), isFromThisMachine: isLoopbackName(new URL(origin).hostname) };
}
