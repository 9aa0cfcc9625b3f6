import { getRouteApi } from '@tanstack/react-router';
import { Fragment, type ReactNode, useCallback, useState } from 'react';
import type { Policy, PolicyValue } from '../../api/schema.ts';
import { Badge } from '../../components/badge.tsx';
import { Checkbox } from '../../components/choice.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { PagedTable } from '../../components/paged-table.tsx';
import { Panel } from '../../components/panel.tsx';
import { RawJson } from '../../components/raw-json.tsx';
import { SearchField } from '../../components/search-field.tsx';
import { useScreenTexts } from '../../texts/screen-texts.ts';

/** Longer is behind a word. */
const shortValue = 90;
const route = getRouteApi('/policy');

interface ValuesPanelProps {
  readonly policy: Pick<Policy, 'values' | 'preset'>;
}

export function ValuesPanel({ policy: { values, preset } }: ValuesPanelProps): ReactNode {
  const { policy, parts } = useScreenTexts();
  const { search = '' } = route.useSearch();
  const navigate = route.useNavigate();
  const [isOnlySet, setOnlySet] = useState(false);
  const wanted = search.toLowerCase();
  const found = values.filter(({ path, value }) =>
    `${path} ${JSON.stringify(value)}`.toLowerCase().includes(wanted),
  );
  const shown = isOnlySet ? found.filter(({ from }) => isSetBySomebody(from)) : found;
  const searchFor = useCallback(
    (text: string) =>
      void navigate({
        search: (before) => ({ ...before, search: text === '' ? undefined : text }),
        replace: true,
        resetScroll: false,
      }),
    [navigate],
  );
  return (
    <Panel title={policy.valuesTitle} lead={policy.valuesLead}>
      <div className="filters">
        <SearchField label={policy.searchValues} value={search} onSearch={searchFor} />
        <div className="values-only">
          <Checkbox label={policy.onlySet} isChecked={isOnlySet} onCheck={setOnlySet} />
        </div>
      </div>
      {shown.length === 0 && <EmptyState title={parts.nothingFound}>{parts.nothingFoundHelp}</EmptyState>}
      {shown.length > 0 && (
        <PagedTable
          caption={policy.valuesTitle}
          rows={shown}
          keyOf={({ path }) => path}
          columns={[
            {
              title: policy.name,
              isRowHeader: true,
              cell: ({ path }) => <PathName path={path} />,
            },
            { title: policy.value, cell: ({ value }) => <Value value={value} /> },
            {
              title: policy.from,
              cell: ({ from }) => (
                <Badge kind={isSetBySomebody(from) ? 'mind' : 'plain'}>
                  {from === 'preset' && preset !== null ? policy.presetNamed(preset) : policy.origins[from]}
                </Badge>
              ),
            },
          ]}
        />
      )}
      {isOnlySet && found.length > shown.length && (
        <p className="quiet">{policy.hidden(found.length - shown.length)}</p>
      )}
    </Panel>
  );
}

function isSetBySomebody(from: PolicyValue['from']): boolean {
  return from !== 'default' && from !== 'preset';
}

function Value({ value }: { readonly value: unknown }): ReactNode {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  if (text.length > shortValue) {
    return <RawJson summary={<code>{`${text.slice(0, 48)}…`}</code>} text={text} />;
  }
  return <code className="break">{text}</code>;
}

/** Broken at its dots where it must be, never within a word. */
function PathName({ path }: { readonly path: string }): ReactNode {
  return (
    <code className="path-name">
      {path.split('.').map((part, index, parts) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a path stays what it is
        <Fragment key={index}>
          {part}
          {index < parts.length - 1 && (
            <>
              .<wbr />
            </>
          )}
        </Fragment>
      ))}
    </code>
  );
}
