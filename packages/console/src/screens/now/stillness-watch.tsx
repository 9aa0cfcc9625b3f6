import type { ReactNode } from 'react';
import type { DatabaseStatus, DatabaseWatch, SeenWrite, Status, Stillness } from '../../api/schema.ts';
import { Notice } from '../../components/notice.tsx';
import { useNow } from '../../environment/ticking.ts';
import { ServerLines } from '../../switching/server-lines.tsx';
import { useTexts } from '../../texts/texts-context.tsx';
import { describeWrite, describeWriter, describeWritesTogether } from './describe-write.ts';

interface StillnessWatchProps {
  readonly stillness: Stillness;
  readonly instances: Status['enforcement']['instances'];
}

/** What is watched while a window is open: the last write, who was refused, who is there; nothing while nothing is. */
export function StillnessWatch({ stillness, instances }: StillnessWatchProps): ReactNode {
  const { texts, format } = useTexts();
  const nowMs = useNow(60);
  const words = texts.watch;
  const watched = stillness.databases.flatMap(({ name, watch }) => (watch === null ? [] : [{ name, watch }]));
  if (watched.length === 0) return null;
  const [last] = watched
    .flatMap(({ watch }) => (watch.lastWrite === null ? [] : [watch.lastWrite]))
    .sort((one, other) => other.at - one.at);
  const tables = watched.reduce((sum, { watch }) => sum + watch.tables, 0);
  return (
    <section className="stillness-watch" aria-label={words.title}>
      <p>
        {last === undefined
          ? words.noWrite
          : words.lastWrite(format.exactTime(last.at, nowMs), describeWrite(last, words))}
        {' · '}
        {words.watching(tables, stillness.workers.length, instances.length)}
      </p>
      {watched.map(({ name, watch }) => (
        <DatabaseNotices key={name} name={name} watch={watch} />
      ))}
    </section>
  );
}

interface DatabaseNoticesProps {
  readonly name: DatabaseStatus['name'];
  readonly watch: DatabaseWatch;
}

function DatabaseNotices({ name, watch }: DatabaseNoticesProps): ReactNode {
  const { texts, format } = useTexts();
  const nowMs = useNow(60);
  const words = texts.watch;
  const { alarms, writes, wroteBeforeClosing, refused, refusedCount, sessions, notWatched } = watch;
  const timed = (write: SeenWrite) => `${format.exactTime(write.at, nowMs)} ${describeWrite(write, words)}`;
  const undeclared = sessions.filter(({ isDeclared }) => isDeclared === false);
  const others = writes.filter(({ kind }) => kind !== 'past-guard');
  return (
    <>
      {alarms.length > 0 && (
        <Notice kind="bad" title={words.alarm(name)} isUrgent>
          <Lines lines={alarms.map(timed)} />
        </Notice>
      )}
      {refused.length > 0 && (
        <Notice kind="mind" title={words.refused(name, refusedCount ?? 0)}>
          <Lines
            lines={refused.map((one) =>
              words.refusedWriter(
                describeWriter({ ...one, pid: null }, words),
                one.table ?? words.noTable,
                format.exactTime(one.at, nowMs),
              ),
            )}
          />
        </Notice>
      )}
      {undeclared.length > 0 && (
        <Notice kind="mind" title={words.undeclared(name)}>
          <Lines
            lines={undeclared.map(({ role, application, pids, since }) =>
              words.session(
                describeWriter({ role, application, pid: null }, words),
                pids.join(', '),
                since === null ? null : format.exactTime(since, nowMs),
              ),
            )}
          />
        </Notice>
      )}
      {wroteBeforeClosing.length > 0 && (
        <Notice kind="mind" title={words.wroteBeforeClosing(name)}>
          <Lines lines={describeWritesTogether(wroteBeforeClosing, words)} />
        </Notice>
      )}
      {others.length > 0 && (
        <Notice kind="plain" title={words.others(name)}>
          <Lines lines={others.map((write) => `${timed(write)} (${words.kinds[write.kind]})`)} />
        </Notice>
      )}
      {notWatched.length > 0 && (
        <Notice kind="plain" title={words.notWatched(name)}>
          <ServerLines lines={notWatched} />
        </Notice>
      )}
    </>
  );
}

function Lines({ lines }: { readonly lines: readonly string[] }): ReactNode {
  return (
    <ul className="server-lines">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}
