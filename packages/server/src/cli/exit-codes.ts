import { type ErrorCode, PortcullisError } from '@portcullis/gate';

/** Documented exit codes; scripts rely on them. */
export const exitCodes = {
  done: 0,
  failed: 1,
  usage: 2,
  refused: 3,
  notYetEnforced: 4,
  unreachable: 5,
} as const;

const usageErrors: readonly ErrorCode[] = [
  'PORTCULLIS_USAGE',
  'PORTCULLIS_CONFIG_INVALID',
  'PORTCULLIS_POLICY_INVALID',
  'PORTCULLIS_NOTICE_INVALID',
  'PORTCULLIS_SECRET_INVALID',
];
const unreachableErrors: readonly ErrorCode[] = [
  'PORTCULLIS_UNREACHABLE',
  'PORTCULLIS_DATABASE_UNREACHABLE',
  'PORTCULLIS_STORE_UNAVAILABLE',
  'PORTCULLIS_STORE_CORRUPT',
];

export function exitCodeOf(error: unknown): number {
  if (!(error instanceof PortcullisError)) return exitCodes.failed;
  if (usageErrors.includes(error.code)) return exitCodes.usage;
  if (unreachableErrors.includes(error.code)) return exitCodes.unreachable;
  if (error.code === 'PORTCULLIS_NOT_YET_ENFORCED') return exitCodes.notYetEnforced;
  return exitCodes.refused;
}
