import type { ReactNode } from 'react';
import type { Production, ProductionRules } from '../../api/schema.ts';
import { Panel } from '../../components/panel.tsx';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { useTexts } from '../../texts/texts-context.tsx';
import { seenWords, whoWords } from './who-words.ts';

interface WhoPanelProps {
  readonly restricted: ProductionRules['restricted'];
  readonly seen: Production['seen'];
  readonly preset: string | null;
}

/** Whom it restricts, and how to change that. */
export function WhoPanel({ restricted, seen, preset }: WhoPanelProps): ReactNode {
  const { format } = useTexts();
  const { production, parts } = useScreenTexts();
  const words = whoWords(restricted, { production, roles: parts.rolesInSentence, format });
  const members = seenWords(seen, production);
  const isOdoo = preset === 'odoo';
  const { developer, open, name, people, counts } = production.odooSteps;
  const [group] = restricted.groups ?? restricted.exceptGroups;
  return (
    <Panel title={production.whoTitle}>
      <ul className="plain-list production-who">
        {words.map((line) => (
          <li key={line} className="break">
            {line}
          </li>
        ))}
      </ul>
      {members !== null && <p className="break">{members}</p>}
      <p className="quiet">{production.unknown}</p>
      <p className="quiet">{isOdoo ? production.changeOdoo : production.changePolicy}</p>
      {isOdoo && group !== undefined && (
        <details>
          <summary>{production.odooTitle}</summary>
          <ol className="plain-list">
            {[developer, open, name(production.group(group)), people, counts].map((step) => (
              <li key={step} className="break">
                {step}
              </li>
            ))}
          </ol>
        </details>
      )}
    </Panel>
  );
}
