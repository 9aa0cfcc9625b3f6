import { type Actor, emptyNotice, isWindow, type Switch, type SwitchRequest } from '@portcullis/gate';

export interface OpeningOptions {
  readonly reason: string;
  readonly actor: Actor;
  /** Open these areas only; empty = the whole site. */
  readonly areas?: readonly string[];
}

/**
 * The request that opens a site, or some areas of it. What it leaves is a window with everything that was said of
 * it, or plainly open: with the last governed area go notice, expected end and expiry.
 */
export function openingRequest(
  { mode, areas, notice, expected, expires, production }: Switch,
  { reason, actor, areas: opened = [] }: OpeningOptions,
): SwitchRequest {
  const said = { reason, actor, production };
  const modes = { ...areas, ...Object.fromEntries(opened.map((name) => [name, 'open' as const])) };
  const left = {
    mode,
    areas: Object.fromEntries(Object.entries(modes).filter(([, own]) => own !== mode)),
  };
  if (opened.length > 0 && isWindow(left)) return { ...said, ...left, notice, expected, expires };
  return { ...said, mode: 'open', areas: {}, notice: emptyNotice, expected: null, expires: null };
}
