import { isStricterSomewhere, isWindow, type Switch } from '@portcullis/gate';
import type { ModesAsked } from './tightens.ts';

/**
 * Whether a change lets anything through, now or later, that this window keeps out: an open site, a looser mode of the site or
 * of an area, an announced opening where there was none, or an earlier one. Another message or reason does not. Pure.
 */
export function loosens(window: Switch, request: ModesAsked): boolean {
  return (
    isStricterSomewhere(window, request) ||
    (window.production && !request.production) ||
    opensEarlier(window, request)
  );
}

function opensEarlier({ expires: announced }: Switch, request: ModesAsked): boolean {
  if (request.expires === null || !isWindow(request)) return false;
  return announced === null || request.expires.at < announced.at;
}
