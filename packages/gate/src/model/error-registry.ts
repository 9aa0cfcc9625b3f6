/** One entry: a short title, and the HTTP status where the error is served (0 = never served over HTTP). */
export interface ErrorEntry {
  readonly title: string;
  readonly status: number;
}

/**
 * The one registry of error codes. docs/errors.md has a section for each; a test proves that
 * registry and docs are equal both ways.
 */
export const errorRegistry = {
  PORTCULLIS_READ_ONLY: { title: 'The site is read-only', status: 503 },
  PORTCULLIS_CLOSED: { title: 'The site is closed', status: 503 },
  PORTCULLIS_MALFORMED_REQUEST: { title: 'The request is malformed', status: 400 },
  PORTCULLIS_METHOD_REFUSED: { title: 'The method is refused', status: 405 },
  PORTCULLIS_BODY_TOO_LARGE: { title: 'The body is too large to be confirmed', status: 413 },
  PORTCULLIS_PRODUCTION_REFUSED: { title: 'Production mode shuts this', status: 404 },
  PORTCULLIS_CONFIRMATION_NEEDED: { title: 'The write must be confirmed', status: 428 },
  PORTCULLIS_DECISION_FAILED: { title: 'The decision failed', status: 503 },
  PORTCULLIS_OWN_ROUTE_UNKNOWN: { title: 'No such route of the gate', status: 404 },
  PORTCULLIS_PASS_REFUSED: { title: 'The pass is refused', status: 403 },
  PORTCULLIS_UPSTREAM_UNREACHABLE: { title: 'The application cannot be reached', status: 502 },
  PORTCULLIS_UPSTREAM_TIMEOUT: { title: 'The application did not answer in time', status: 504 },
  PORTCULLIS_WEBHOOK_UNVERIFIED: { title: 'The webhook is not verified', status: 401 },
  PORTCULLIS_WEBHOOK_TOO_LARGE: { title: 'The webhook is too large to be held', status: 413 },
  PORTCULLIS_CONFIG_INVALID: { title: 'The configuration is invalid', status: 400 },
  PORTCULLIS_POLICY_INVALID: { title: 'The policy is invalid', status: 400 },
  PORTCULLIS_NOTICE_INVALID: { title: 'The notice is invalid', status: 400 },
  PORTCULLIS_SETTINGS_INVALID: { title: 'The settings are invalid', status: 400 },
  PORTCULLIS_SECRET_INVALID: { title: 'The server secret is invalid', status: 0 },
  PORTCULLIS_SWITCH_CONFLICT: { title: 'Somebody else changed the switch', status: 409 },
  PORTCULLIS_WINDOW_NOT_YOURS: { title: 'The window was opened by somebody else', status: 409 },
  PORTCULLIS_LOCKED_OUT: { title: 'No way in was proven', status: 409 },
  PORTCULLIS_TEST_RESULT_MISSING: { title: 'What came of the test run?', status: 409 },
  PORTCULLIS_NOT_OPENED: { title: 'Not everything can be opened', status: 409 },
  PORTCULLIS_NOT_DECIDABLE: { title: 'This cannot be decided now', status: 409 },
  PORTCULLIS_CONDUCTED_ELSEWHERE: { title: 'Another process carries it out', status: 409 },
  PORTCULLIS_NOT_YET_ENFORCED: { title: 'Not yet enforced', status: 0 },
  PORTCULLIS_STORE_UNAVAILABLE: { title: 'The store cannot be used', status: 503 },
  PORTCULLIS_STORE_CORRUPT: { title: 'The store is damaged', status: 503 },
  PORTCULLIS_STATE_UNWRITABLE: { title: 'The state directory cannot be written', status: 503 },
  PORTCULLIS_AUDIT_UNWRITABLE: { title: 'The audit record cannot be written', status: 503 },
  PORTCULLIS_AUDIT_TAMPERED: { title: 'The audit log shows tampering', status: 0 },
  PORTCULLIS_DATABASE_UNREACHABLE: { title: 'The database cannot be reached', status: 0 },
  PORTCULLIS_GUARD_REFUSED: { title: 'The database refused what its guard was asked', status: 0 },
  PORTCULLIS_UNREACHABLE: { title: 'No running server was found', status: 0 },
  PORTCULLIS_USAGE: { title: 'The command was not understood', status: 400 },
  PORTCULLIS_NOT_FOUND: { title: 'Nothing was found', status: 404 },
  PORTCULLIS_SIGN_IN_NEEDED: { title: 'Nobody is signed in', status: 401 },
  PORTCULLIS_SIGN_IN_REFUSED: { title: 'Signing in was refused', status: 401 },
  PORTCULLIS_FORBIDDEN: { title: 'This is not allowed to you', status: 403 },
  PORTCULLIS_CONFIRM_NEEDED: { title: 'Prove again who you are', status: 403 },
  PORTCULLIS_FOREIGN_REQUEST: { title: 'The request comes from another site', status: 403 },
  PORTCULLIS_HOST_UNKNOWN: { title: 'The console does not go by this name', status: 421 },
  PORTCULLIS_TOO_MANY_TRIES: { title: 'Too many tries', status: 429 },
  PORTCULLIS_CODE_REFUSED: { title: 'The one-time code is refused', status: 403 },
  PORTCULLIS_NAME_TAKEN: { title: 'The name is taken', status: 409 },
  PORTCULLIS_LAST_OWNER: { title: 'The last owner stays', status: 409 },
  PORTCULLIS_OPERATOR_CONFLICT: { title: 'Somebody else changed the operator', status: 409 },
  PORTCULLIS_PROVIDER_FAILED: { title: 'The identity provider did not do its part', status: 502 },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof errorRegistry;
