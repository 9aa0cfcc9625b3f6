import { withDeadline } from '../network/with-deadline.ts';

/** A client that is connected. */
interface Connected {
  query(text: string): Promise<unknown>;
}

export interface ForgottenSessionOptions {
  readonly afterMs: number;
  readonly timeoutMs: number;
}

/**
 * What a network forgot while it was cut leaves a session on the server that nobody ends, for hours: a few cuts later it takes no
 * more connections of anybody. PostgreSQL is asked to end those that say nothing for so long. Not those of a pooler, which
 * shares them out to others, nor where somebody has set a time.
 */
export async function endWhenForgotten(
  client: Connected,
  { afterMs, timeoutMs }: ForgottenSessionOptions,
): Promise<void> {
  const processId: unknown = Reflect.get(client, 'processID');
  if (typeof processId !== 'number') return;
  await withDeadline(
    client.query(
      `select set_config('idle_session_timeout', '${Math.ceil(afterMs)}ms', false) where pg_backend_pid() = ${processId} and current_setting('idle_session_timeout') = '0'`,
    ),
    timeoutMs,
  );
}
