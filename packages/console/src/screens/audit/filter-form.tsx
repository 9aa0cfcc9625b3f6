import { getRouteApi } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { SelectField, TextField } from '../../components/field.tsx';
import { fromLocalInput, toLocalInput } from '../../environment/local-time.ts';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { wordFor } from '../../texts/word-for.ts';
import { type AuditSearch, everyKind } from './audit-search.ts';

const route = getRouteApi('/audit');

interface FilterFormProps {
  readonly filter: AuditSearch;
  /** Kinds that may be asked for. */
  readonly kinds: readonly string[];
}

/** Asked for by a press, not by each letter: a search may look at tens of thousands of records. */
export function FilterForm({ filter, kinds }: FilterFormProps): ReactNode {
  const { audit } = useScreenTexts();
  const navigate = route.useNavigate();
  const [kind, setKind] = useState(filter.kind ?? '');
  const [actor, setActor] = useState(filter.actor ?? '');
  const [search, setSearch] = useState(filter.search ?? '');
  const [from, setFrom] = useState(timeIn(filter.from));
  const [to, setTo] = useState(timeIn(filter.to));
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  const isSingle = kind !== '' && kind !== everyKind;
  const known = isSingle && !kinds.includes(kind) ? [...kinds, kind] : kinds;
  const options = known
    .map((each) => [each, wordFor(audit.kinds, each)] as const)
    .toSorted(([, one], [, other]) => one.localeCompare(other));
  return (
    <search>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void navigate({
            search: {
              kind: kind || undefined,
              actor: actor.trim() || undefined,
              search: search.trim() || undefined,
              from: fromLocalInput(from) ?? undefined,
              to: fromLocalInput(to) ?? undefined,
            },
            resetScroll: false,
          });
        }}
      >
        <div className="audit-filter">
          <SelectField
            label={audit.kind}
            value={kind}
            options={[['', audit.steps], [everyKind, audit.allKinds], ...options]}
            onValue={setKind}
          />
          <TextField
            label={audit.actor}
            title={audit.actorHelp}
            autoComplete="off"
            maxLength={256}
            value={actor}
            onText={setActor}
          />
          <TextField
            label={audit.search}
            type="search"
            autoComplete="off"
            maxLength={256}
            value={search}
            onText={setSearch}
          />
          <TextField label={audit.from} type="datetime-local" value={from} onText={setFrom} />
          <TextField label={audit.to} type="datetime-local" value={to} onText={setTo} />
        </div>
        <div className="actions">
          <Button type="submit">{audit.apply}</Button>
          {isFiltered && (
            <Button kind="plain" onClick={() => void navigate({ search: {}, resetScroll: false })}>
              {audit.clear}
            </Button>
          )}
        </div>
      </form>
    </search>
  );
}

/** Any number may stand in an address. */
function timeIn(at: number | undefined): string {
  return at === undefined || Number.isNaN(new Date(at).getTime()) ? '' : toLocalInput(at);
}
