/** How a page of the site fails on demand (php/breakages.php). */
export const breakages = [
  'uncaught',
  'fatal',
  'memory',
  'warning',
  'triggered',
  'deprecated',
  'wrong',
  'database',
  'trace',
  'dump',
  'die',
  'error',
] as const;

export type Breakage = (typeof breakages)[number];

export type BreakagePlace =
  /** Before the page begins. */
  | 'page'
  /** In its middle: the head is sent. */
  | 'late'
  | 'ajax'
  | 'rest';

/** The path that fails so. */
export function breakIt(kind: Breakage | 'business' | 'technical', place: BreakagePlace = 'page'): string {
  switch (place) {
    case 'page':
      return `/?break=${kind}`;
    case 'late':
      return `/?break=${kind}-late`;
    case 'ajax':
      return `/wp-admin/admin-ajax.php?action=broken&break=${kind}`;
    case 'rest':
      return `/wp-json/broken/v1/${kind}`;
  }
}
