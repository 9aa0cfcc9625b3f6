import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Insiders } from '../../api/schema.ts';
import { Notice } from '../../components/notice.tsx';
import { Panel } from '../../components/panel.tsx';
import { type Column, Table } from '../../components/table.tsx';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { useTexts } from '../../texts/texts-context.tsx';
import { ReachMark } from './reach-mark.tsx';
import { type Person, reachOnceClosed, shownReach } from './rights-of.ts';
import { SourcesOf } from './sources-of.tsx';

/** Names in the head of a column; all of them stand beside the table. */
const shownNames = 2;

/** Each person on each path: who gets in, and who may write. */
export function WhoPanel({ insiders: data }: { readonly insiders: Insiders }): ReactNode {
  const { insiders, parts } = useScreenTexts();
  const { format } = useTexts();
  const { whoGetsIn, roles } = data;
  const { mode, paths, people } = whoGetsIn;
  const alone = roles.filter(({ mayWriteAlone }) => mayWriteAlone);
  const columns = paths.map(({ kind, names }, at): Column<Person> => {
    const more = names.length - shownNames;
    const shown = [...names.slice(0, shownNames), ...(more > 0 ? [insiders.moreSubjects(more)] : [])];
    return {
      title: insiders.paths[kind](shown.join(', ')),
      cell: ({ rights }) => {
        const each = rights[at] ?? null;
        if (each === null) {
          return (
            <span className="quiet" aria-label={insiders.doesNotApply} role="img">
              –
            </span>
          );
        }
        const later = reachOnceClosed(each, mode);
        return (
          <>
            <ReachMark reach={shownReach(each, mode)} />
            {later !== null && (
              <span className="quiet below">{insiders.onceClosed(insiders.reachInSentence[later])}</span>
            )}
          </>
        );
      },
    };
  });
  return (
    <Panel title={insiders.whoTitle} lead={insiders.whoLead[mode]}>
      <div className="who-table">
        <Table
          caption={insiders.whoTitle}
          rows={people}
          keyOf={({ kind }) => kind}
          columns={[
            {
              title: insiders.subject,
              isRowHeader: true,
              isWide: true,
              cell: ({ kind }) => (
                <>
                  {insiders.people[kind]}
                  <span className="quiet below break">
                    <SourcesOf kind={kind} roles={roles} />
                  </span>
                </>
              ),
            },
            ...columns,
          ]}
        />
      </div>
      {people.every(({ kind }) => kind !== 'admin' && kind !== 'support' && kind !== 'allowed') && (
        <Notice kind="plain" title={insiders.noRoles}>
          <p>{insiders.noRolesHelp}</p>
        </Notice>
      )}
      {alone.length > 0 && (
        <Notice kind="mind" title={insiders.aloneTitle}>
          <p>{insiders.alone(format.list(alone.map(({ role }) => parts.rolesInSentence[role])))}</p>
        </Notice>
      )}
      <p className="quiet">
        {insiders.ownRules} <Link to="/policy">{insiders.toPolicy}</Link>
      </p>
    </Panel>
  );
}
