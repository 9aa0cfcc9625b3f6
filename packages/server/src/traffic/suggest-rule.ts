import { parsePolicy } from '@portcullis/gate';

/** A rule that would name a route, as it stands in a policy; what the route does is for its owner to say. */
export function suggestRule(method: string, route: string): string {
  // Where a route was cut, whatever follows is as good.
  const whole = route.replace(/\/…$/, '/**').replace(/[^/]*…[^/]*/g, '*');
  const candidates = [whole, whole.replace(/(?!\*\*$)[^/]*[^\w.~:/-][^/]*/g, '*'), '/**'];
  for (const path of candidates) {
    const rule = { match: `${method} ${path}`, access: 'write', why: 'seen in traffic' } as const;
    if (isRule(rule)) return JSON.stringify(rule);
  }
  return '';
}

function isRule(rule: { readonly match: string; readonly access: 'write'; readonly why: string }): boolean {
  try {
    parsePolicy({ routes: [rule] });
    return true;
  } catch {
    // A path that no glob can say exactly, or a method that is none.
    return false;
  }
}
