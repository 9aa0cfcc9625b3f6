import type { ReactNode } from 'react';
import type { DatabaseStatus, Stillness, WorkerStatus } from '../../api/schema.ts';
import { Badge, type BadgeProps } from '../../components/badge.tsx';
import { SaidText } from '../../components/said-text.tsx';
import { type Column, Table } from '../../components/table.tsx';
import { useTexts } from '../../texts/texts-context.tsx';

type State = DatabaseStatus['state'];

/** Each database and each worker that was declared, and what becomes of it. */
export function StillnessTables({ stillness }: { readonly stillness: Stillness }): ReactNode {
  const { databases, workers, phase } = stillness;
  const { texts } = useTexts();
  const words = texts.stillness;
  const isOver = phase === null;
  const kindOf = (state: State) => badgeKind(state, !isOver);
  // While nothing is to be stopped nobody asks how it stands, and a column of nothing is left out.
  const isCounted = phase !== null || workers.some(({ inHand, waiting }) => (inHand ?? waiting) !== null);
  return (
    <div className="stillness-tables">
      {databases.length > 0 && (
        <Table<DatabaseStatus>
          caption={words.databases}
          rows={databases}
          keyOf={({ name }) => name}
          columns={shownColumns([
            nameColumn(words.database),
            {
              title: words.state,
              cell: ({ state }) => <Badge kind={kindOf(state)}>{words.databaseStates[state]}</Badge>,
            },
            databases.some(({ guard }) => guard !== null) && {
              title: words.guard,
              // It is asked rarely while nothing is to be stopped.
              cell: ({ guard }) => (guard === null ? null : words.guards[guard]),
            },
            databases.some(hasDatabaseNotes) && {
              title: words.notes,
              isWide: true,
              cell: (one) => <DatabaseNotes database={one} />,
            },
          ])}
        />
      )}
      {workers.length > 0 && (
        <Table<WorkerStatus>
          caption={words.workers}
          rows={workers}
          keyOf={({ name }) => name}
          columns={shownColumns([
            nameColumn(words.worker),
            {
              title: words.state,
              cell: ({ state }) => <Badge kind={kindOf(state)}>{words.workerStates[state]}</Badge>,
            },
            isCounted && {
              title: words.inHand,
              isNumber: true,
              cell: ({ inHand }) => <Count count={inHand} />,
            },
            isCounted && {
              title: words.waiting,
              isNumber: true,
              cell: ({ waiting }) => <Count count={waiting} />,
            },
            workers.some((one) => hasWorkerNotes(one, isOver)) && {
              title: words.notes,
              isWide: true,
              cell: (one) => <WorkerNotes worker={one} isOver={isOver} />,
            },
          ])}
        />
      )}
    </div>
  );
}

function shownColumns<Row>(columns: readonly (Column<Row> | false)[]): readonly Column<Row>[] {
  return columns.filter((column) => column !== false);
}

/** While nothing is to be stopped, what runs is as it should be. */
function badgeKind(state: State, isUnderWay: boolean): BadgeProps['kind'] {
  switch (state) {
    case 'stopped':
      return 'good';
    // Afterwards nobody starts it: somebody must know.
    case 'left':
      return isUnderWay ? 'good' : 'mind';
    case 'stopping':
    case 'starting':
      return 'mind';
    case 'running':
      return isUnderWay ? 'mind' : 'plain';
  }
}

function nameColumn<Row extends { readonly name: string }>(title: string): Column<Row> {
  return { title, isRowHeader: true, cell: ({ name }) => name };
}

function Count({ count }: { readonly count: number | null }): ReactNode {
  const { texts, format } = useTexts();
  if (count === null) return <span className="nothing">{texts.stillness.cannotCount}</span>;
  return format.number(count);
}

function hasDatabaseNotes({ tables, bookkeeping, leftOut, problem, givenUp }: DatabaseStatus): boolean {
  return tables.length + bookkeeping.length + leftOut.length > 0 || problem !== null || givenUp !== null;
}

function hasWorkerNotes(worker: WorkerStatus, isOver: boolean): boolean {
  const { jobs, disobeying, problem } = worker;
  return jobs.length + disobeying.length > 0 || problem !== null || isLeftPaused(worker, isOver);
}

/** As it was found before the window; nobody else says so once this is over. */
function isLeftPaused({ state }: WorkerStatus, isOver: boolean): boolean {
  return isOver && state === 'left';
}

/** Nothing at all where there is nothing to note: a card leaves out what is empty. */
function DatabaseNotes({ database }: { readonly database: DatabaseStatus }): ReactNode {
  const { texts } = useTexts();
  const { tables, bookkeeping, leftOut, problem, givenUp } = database;
  const said = [problem, givenUp].filter((line) => line !== null);
  if (!hasDatabaseNotes(database)) return null;
  return (
    <ul>
      {tables.length > 0 && <li>{texts.stillness.tables(tables.join(', '))}</li>}
      {bookkeeping.length > 0 && <li>{texts.stillness.bookkeeping(bookkeeping.join(', '))}</li>}
      {leftOut.length > 0 && <li>{texts.stillness.leftOut(leftOut.join(', '))}</li>}
      <SaidLines lines={said} />
    </ul>
  );
}

function WorkerNotes({
  worker,
  isOver,
}: {
  readonly worker: WorkerStatus;
  /** No window stops anything. */
  readonly isOver: boolean;
}): ReactNode {
  const { texts } = useTexts();
  const { jobs, disobeying, problem } = worker;
  const shown = jobs.slice(0, mostJobs);
  if (!hasWorkerNotes(worker, isOver)) return null;
  return (
    <ul>
      {isLeftPaused(worker, isOver) && <li>{texts.stillness.leftPaused}</li>}
      {disobeying.length > 0 && <li>{texts.stillness.disobeying(disobeying.length)}</li>}
      {shown.map(({ name, id }) => (
        <li key={`${name} ${id}`}>
          <code>{id === null ? name : `${name} ${id}`}</code>
        </li>
      ))}
      <SaidLines lines={problem === null ? [] : [problem]} />
    </ul>
  );
}

/** The number beside it counts them all. */
const mostJobs = 3;

function SaidLines({ lines }: { readonly lines: readonly string[] }): ReactNode {
  return lines.map((line) => (
    <li key={line}>
      <SaidText said={null} text={line} />
    </li>
  ));
}
