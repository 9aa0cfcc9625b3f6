import type { ReactNode } from 'react';
import type { LockOutCheck } from '../api/schema.ts';
import { Icon, type IconName } from '../components/icon.tsx';
import { Notice } from '../components/notice.tsx';
import { SaidText } from '../components/said-text.tsx';
import { useTexts } from '../texts/texts-context.tsx';

type Result = 'works' | 'fails' | 'cannotTell';

const icons: Readonly<Record<Result, IconName>> = {
  works: 'check',
  fails: 'cross',
  cannotTell: 'information',
};

/** Each way in that was tried, and what came of it. */
export function LockOutResult({ lockOut }: { readonly lockOut: LockOutCheck }): ReactNode {
  const { texts } = useTexts();
  const { change } = texts;
  const isProvenForCaller = lockOut.ways.some(({ way, ok }) => ok && way !== 'sign-in');
  const proven = isProvenForCaller ? change.proven : change.provenBySignIn;
  return (
    <Notice kind={lockOut.ok ? 'good' : 'mind'} title={lockOut.ok ? proven : change.notProven}>
      <ul className="ways">
        {lockOut.ways.map(({ way, ok, isUnknown, detail, detailSaid }) => {
          const result: Result = ok ? 'works' : isUnknown ? 'cannotTell' : 'fails';
          return (
            <li key={way} data-result={result}>
              <Icon name={icons[result]} />
              <span>
                <strong>{change.ways[way]}</strong> {change[result]}
                <span className="quiet way-detail">
                  {' '}
                  · <SaidText said={detailSaid} text={detail} />
                </span>
              </span>
            </li>
          );
        })}
      </ul>
      {lockOut.warnings.map((warning, index) => (
        <p key={warning} className="quiet">
          <SaidText said={lockOut.warningsSaid[index]} text={warning} />
        </p>
      ))}
      {!lockOut.ok && (
        <details>
          <summary>{change.howToProve}</summary>
          <p className="quiet">{change.howToProveText}</p>
        </details>
      )}
    </Notice>
  );
}
