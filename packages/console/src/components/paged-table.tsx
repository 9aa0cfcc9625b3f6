import { type ReactNode, useState } from 'react';
import { useScreenTexts } from '../texts/screen-texts.ts';
import { EmptyState } from './empty-state.tsx';
import { pageOf } from './page-of.ts';
import { Pager } from './pager.tsx';
import { SearchField } from './search-field.tsx';
import { Table, type TableProps } from './table.tsx';

/** As many as are laid out at once without being felt. */
const pageSize = 50;

interface PagedTableProps<Row> extends TableProps<Row> {
  /** A field to find rows by, once they are more than one page. @default none */
  readonly search?: { readonly label: string; readonly textOf: (row: Row) => string };
}

/** A table of what is all here already, one page at a time. */
export function PagedTable<Row>({ rows, search, ...table }: PagedTableProps<Row>): ReactNode {
  const { parts } = useScreenTexts();
  const [text, setText] = useState('');
  const [asked, setAsked] = useState(0);
  const { textOf = () => '' } = search ?? {};
  const { rows: shown, skip, total } = pageOf(rows, { search: text, textOf, skip: asked, pageSize });
  const isSearched = search !== undefined && rows.length > pageSize;
  return (
    <div className="stack">
      {isSearched && (
        <div className="filters">
          <SearchField label={search.label} value={text} onSearch={setText} />
        </div>
      )}
      {shown.length === 0 ? (
        <EmptyState title={parts.nothingFound}>{parts.nothingFoundHelp}</EmptyState>
      ) : (
        <Table {...table} rows={shown} />
      )}
      <Pager skip={skip} shown={shown.length} total={total} pageSize={pageSize} onSkip={setAsked} />
    </div>
  );
}
