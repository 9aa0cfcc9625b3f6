import type { Incident } from '@portcullis/gate';
import type { Logger } from '../observe/logger.ts';

/** What became of an original. */
export type IncidentOutcome = 'kept' | 'too-many' | 'store-lost' | 'id-taken';

export type SeenIncident = Omit<Incident, 'sealed'>;

export interface IncidentOnLog {
  readonly seen: SeenIncident;
  /** Who asked, as the gate knows them. */
  readonly subject: string | null;
  /** The first line of the error, without secrets. */
  readonly message: string | null;
}

const endings: Readonly<Record<IncidentOutcome, string>> = {
  kept: 'its original is kept',
  'too-many': 'its original is not kept: too many came at once. Others of this minute are counted together',
  'store-lost': 'its original is not kept: the store did not take it',
  'id-taken': 'its original is not kept: its id is that of another',
};

/** The line by which an incident is found in the log of the server, where its application's own is not at hand. */
export function logIncident(
  logger: Pick<Logger, 'warn'>,
  { seen, subject, message }: IncidentOnLog,
  outcome: IncidentOutcome,
): void {
  const { id, at, method, path, status, channel, name } = seen;
  logger.warn(
    {
      incident: id,
      at: new Date(at).toISOString(),
      method,
      path,
      status,
      channel,
      name,
      subject,
      message,
      original: outcome,
    },
    `a technical error was kept from its reader; ${endings[outcome]}`,
  );
}
