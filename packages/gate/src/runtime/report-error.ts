import type { Clock } from '../ports/clock.ts';
import type { IncidentSink, TechnicalError } from '../ports/incident-sink.ts';
import { callHook } from './call-hook.ts';
import { createIncidentMemory, type KeptIncident } from './incident-memory.ts';
import { keptText } from './kept-text.ts';
import type { Logger } from './logger.ts';
import { pathOnRecord } from './path-on-record.ts';
import { createReference } from './reference.ts';

export interface ErrorReporter {
  /** Keeps a technical error, logs one line about it, and returns its id. Never throws. */
  reportError(found: TechnicalError, error: unknown): string;
  findIncident(id: string): KeptIncident | null;
}

export interface ErrorReporterOptions {
  /** Null: in memory. */
  readonly incidents: IncidentSink | null;
  readonly clock: Pick<Clock, 'wallMs'>;
  readonly logger: Pick<Logger, 'error'>;
}

export function createErrorReporter({ incidents, clock, logger }: ErrorReporterOptions): ErrorReporter {
  const memory = incidents === null ? createIncidentMemory(clock) : null;
  const sink = incidents ?? memory;

  return {
    reportError(found, error) {
      const kept: unknown = attempt(() => sink?.keep(found));
      const isKept = typeof kept === 'string';
      // Of a sink that keeps it later nobody learns its id in time.
      if (!isKept) callHook(() => kept);
      const id = isKept ? kept : createReference();
      const method = keptText(found.method, 32);
      const path = keptText(pathOnRecord(found.target), 256);
      const fields = { incident: id, method, path, status: found.status, name: found.name };
      // Who is handed the error here would have logged all of it; a sink of its own is there to decide that by itself.
      const isOnRecord = memory === null && isKept;
      attempt(() =>
        logger.error(
          isOnRecord ? fields : { ...fields, error },
          `technical error ${id} was kept from its reader: ${found.name ?? 'an error'} at ${method} ${path}`,
        ),
      );
      return id;
    },
    findIncident: (id) => memory?.find(id) ?? null,
  };
}

/** Sinks and loggers are handed in by others; whoever waits for an answer is none of their business. */
function attempt<Value>(step: () => Value): Value | null {
  try {
    return step();
  } catch {
    return null;
  }
}
