import type { ReactNode } from 'react';
import type { Insiders } from '../../api/schema.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { Notice } from '../../components/notice.tsx';
import { Panel } from '../../components/panel.tsx';
import { wordsFor } from '../../texts/said-words.ts';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { useTexts } from '../../texts/texts-context.tsx';

/** What each role may do, and how somebody comes to have it. */
export function RolesPanel({ insiders: { roles } }: { readonly insiders: Insiders }): ReactNode {
  const { insiders, parts, said } = useScreenTexts();
  const { format } = useTexts();
  const alone = roles.filter(({ mayWriteAlone }) => mayWriteAlone);
  return (
    <Panel title={insiders.rolesTitle} lead={insiders.rolesLead}>
      {roles.length === 0 ? (
        <EmptyState title={insiders.noRoles}>{insiders.noRolesHelp}</EmptyState>
      ) : (
        <ul className="list">
          {roles.map(({ role, mayWrite, mayWriteAlone, from, fromSaid }) => (
            <li key={role}>
              <p>
                <strong>{insiders.roleNames[role]}</strong>{' '}
                {insiders.may[mayWriteAlone ? 'writeAlone' : mayWrite ? 'write' : 'read']}
              </p>
              <p className="quiet break">
                {from.length === 0
                  ? insiders.knownByNothing
                  : insiders.known(format.list(from.map((text, at) => wordsFor(said, fromSaid[at], text))))}
              </p>
            </li>
          ))}
        </ul>
      )}
      {alone.length > 0 && (
        <Notice kind="mind" title={insiders.aloneTitle}>
          <p>{insiders.alone(format.list(alone.map(({ role }) => parts.rolesInSentence[role])))}</p>
        </Notice>
      )}
    </Panel>
  );
}
