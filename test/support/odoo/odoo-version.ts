export type OdooMajor = 16 | 17 | 18 | 19;

/**
 * What differs on the wire between the versions. Version 17 was not measured; it is
 * taken to be as 16, whose routes and session file it shares.
 */
export interface OdooVersion {
  readonly major: OdooMajor;
  readonly info: readonly [number, number, number, string, number, string];
  readonly server: string;
  /** Where the web client lives. */
  readonly home: '/web' | '/odoo';
  /** JSON-RPC level code of any failure that has none of its own. */
  readonly errorCode: 0 | 200;
  readonly isDebugLast: boolean;
  readonly isAccessDeniedTraced: boolean;
  readonly sessionIdLength: 40 | 84;
  readonly cookieExpiresSeconds: number;
  readonly hasGroupTakesUid: boolean;
  readonly groupUsersField: 'users' | 'user_ids';
  /** Implied users included: where the field above does without them. */
  readonly groupAllUsersField?: 'all_user_ids';
  readonly userGroupsField: 'groups_id' | 'group_ids';
  /** Status of a request to a JSON route whose content type is not JSON. */
  readonly mismatchStatus: 400 | 415;
  readonly jsonRouteType: 'json' | 'jsonrpc';
  readonly debugModes: readonly string[];
  /** `?session_id=` and `X-Openerp-Session-Id` name a session, too (odoo/http.py, `is_explicit`). */
  readonly hasExplicitSession: boolean;
}

const daySeconds = 86_400;

const sixteen: OdooVersion = {
  major: 16,
  info: [16, 0, 0, 'final', 0, ''],
  server: 'Werkzeug/2.2.2 Python/3.11.2',
  home: '/web',
  errorCode: 200,
  isDebugLast: false,
  isAccessDeniedTraced: true,
  sessionIdLength: 40,
  cookieExpiresSeconds: 7 * daySeconds,
  hasGroupTakesUid: false,
  groupUsersField: 'users',
  userGroupsField: 'groups_id',
  mismatchStatus: 400,
  jsonRouteType: 'json',
  debugModes: ['', '1', 'assets', 'tests', 'disable-t-cache'],
  hasExplicitSession: true,
};

const eighteen: OdooVersion = {
  ...sixteen,
  major: 18,
  info: [18, 0, 0, 'final', 0, ''],
  home: '/odoo',
  sessionIdLength: 84,
  cookieExpiresSeconds: 365 * daySeconds,
  hasGroupTakesUid: true,
  hasExplicitSession: false,
};

export const odooVersions: Readonly<Record<OdooMajor, OdooVersion>> = {
  16: sixteen,
  17: { ...sixteen, major: 17, info: [17, 0, 0, 'final', 0, ''] },
  18: eighteen,
  19: {
    ...eighteen,
    major: 19,
    info: [19, 0, 0, 'final', 0, ''],
    errorCode: 0,
    isDebugLast: true,
    isAccessDeniedTraced: false,
    groupUsersField: 'user_ids',
    groupAllUsersField: 'all_user_ids',
    userGroupsField: 'group_ids',
    mismatchStatus: 415,
    jsonRouteType: 'jsonrpc',
    debugModes: ['', '1', 'assets', 'tests'],
  },
};
