import type { Holder } from '@portcullis/quiesce/postgres';

/** Shown of a statement. */
const longestQuery = 100;

/** Who may still commit, in one line: `pid 4711, shop, web, 12 s, active: UPDATE orders …`. */
export function describeHolder({
  pid,
  role,
  applicationName,
  state,
  query,
  seconds,
  prepared,
}: Holder): string {
  const who = prepared === null ? `pid ${pid ?? '?'}` : `the prepared transaction ${prepared}`;
  const parts = [who, role, applicationName, `${Math.max(1, Math.round(seconds))} s`, state];
  const what = query === null ? '' : `: ${query.replace(/\s+/g, ' ').slice(0, longestQuery)}`;
  return parts.filter((part) => part !== null).join(', ') + what;
}
