import { isWindow, type Switch, type SwitchChange, type SwitchRequest } from '@portcullis/gate';

/** The switch after a change: every store applies the same rules. */
export function nextSwitch(current: Switch, change: SwitchChange, now: number): Switch {
  const { request } = change;
  const isAsBefore = governsAlike(current, request);
  return {
    site: current.site,
    epoch: Math.max(current.epoch + 1, change.leastEpoch ?? 0),
    windowId: isWindow(request) ? (current.windowId ?? change.newWindowId) : null,
    mode: request.mode,
    areas: request.areas,
    notice: request.notice,
    reason: request.reason,
    actor: request.actor,
    since: isAsBefore ? current.since : now,
    setBy: isAsBefore ? current.setBy : request.actor,
    opened: openedAfter(current, request, now),
    expected: request.expected,
    expires: request.expires,
    production: request.production,
    draining: isWindow(request) ? (request.draining ?? []) : [],
  };
}

function openedAfter(current: Switch, request: SwitchRequest, now: number): Switch['opened'] {
  if (!isWindow(request)) return null;
  return isWindow(current) ? current.opened : { by: request.actor, at: now };
}

/**
 * Whether both let the same through: neither a new message nor production mode, which is no part of a window, restarts the
 * clock people read.
 */
function governsAlike(current: Switch, request: SwitchRequest): boolean {
  if (current.mode !== request.mode) return false;
  return [...Object.keys(current.areas), ...Object.keys(request.areas)].every(
    (name) => areaMode(current, name) === areaMode(request, name),
  );
}

function areaMode(state: Pick<Switch, 'mode' | 'areas'>, name: string): string | undefined {
  return Object.hasOwn(state.areas, name) ? state.areas[name] : state.mode;
}
