import type { Role } from '../model/identity.ts';
import type { IncidentChannel } from '../model/incident.ts';

/** A technical error that a restricted reader does not get to see. */
export interface TechnicalError {
  readonly method: string;
  /** As it was asked for; whoever keeps it leaves the query away. */
  readonly target: string;
  /** Of the response, as the application meant it. */
  readonly status: number;
  readonly channel: IncidentChannel;
  /** Of the exception, where it is known, such as `TypeError` or `builtins.ValueError`. */
  readonly name: string | null;
  /** All there is: what the application sent, or the exception with its trace and causes. */
  readonly original: Uint8Array | string;
  readonly subject: string | null;
  readonly role: Role;
  readonly clientAddress: string | null;
  /** Of the exception, where it is known. @default null */
  readonly message?: string | null;
  /** Whoever looked for it did not have all of it either. @default false */
  readonly isCut?: boolean;
  /** @default null */
  readonly requestId?: string | null;
}

/** Gives technical errors an id and keeps what they said for those who may know. */
export interface IncidentSink {
  /** The id at once, for the reader; everything else happens afterwards, and never fails the response. */
  keep(found: TechnicalError): string;
}
