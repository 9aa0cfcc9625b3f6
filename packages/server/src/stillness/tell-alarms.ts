import type { Gate } from '@portcullis/gate';
import { type Conductor, describeWrite, type Seen } from '@portcullis/quiesce/conductor';
import type { Logger } from '../observe/logger.ts';

export interface TellAlarmsOptions {
  readonly conductor: Pick<Conductor, 'view' | 'subscribe'>;
  readonly gate: Pick<Gate, 'audit'>;
  readonly logger: Pick<Logger, 'error'>;
}

/** Each write past a guard in the log and on record, once. Returns the way to stop. */
export function tellAlarms({ conductor, gate, logger }: TellAlarmsOptions): () => void {
  /** Alarms are new objects when they are found, and stay the same ones. */
  const told = new WeakSet<Seen['alarms'][number]>();
  return conductor.subscribe(() => {
    for (const [key, { alarms }] of conductor.view().seen) {
      const database = key.slice('database '.length);
      for (const alarm of alarms) {
        if (told.has(alarm)) continue;
        told.add(alarm);
        const { write } = alarm;
        const { table, what, rows, at, by } = write;
        logger.error(
          { database, write },
          `database ${database} was written to past its guard: ${describeWrite(write)}`,
        );
        gate.audit.enqueue({
          kind: 'database.written',
          actor: 'system:conductor',
          data: {
            ...{ database, table, what, rows, at },
            by: by.map(({ role, application, pid }) => ({ role, application, pid })),
          },
        });
      }
    }
  });
}
