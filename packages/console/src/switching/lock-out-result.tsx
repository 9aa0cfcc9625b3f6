import type { ReactNode } from 'react';
import type { LockOutCheck } from '../api/schema.ts';
import { Icon, type IconName } from '../components/icon.tsx';
import { Notice } from '../components/notice.tsx';
import { SaidText } from '../components/said-text.tsx';
import { useTexts } from '../texts/texts-context.tsx';

type Way = LockOutCheck['ways'][number];
type Result = 'works' | 'fails' | 'notNeeded' | 'cannotTell';

const icons: Readonly<Record<Result, IconName>> = {
  works: 'check',
  fails: 'cross',
  notNeeded: 'information',
  cannotTell: 'information',
};

export interface LockOutResultProps {
  readonly lockOut: LockOutCheck;
  /** One that is not made is no way in, although it was tried. */
  readonly makesPass: boolean;
}

/** Each way in that was tried, and what came of it. */
export function LockOutResult({ lockOut, makesPass }: LockOutResultProps): ReactNode {
  const { texts } = useTexts();
  const { change } = texts;
  const ways = lockOut.ways.filter(({ way }) => makesPass || way !== 'pass');
  const isProvenForCaller = ways.some(({ way, ok }) => ok && way !== 'sign-in');
  const proven = isProvenForCaller ? change.proven : change.provenBySignIn;
  return (
    <Notice kind={lockOut.ok ? 'good' : 'mind'} title={lockOut.ok ? proven : change.notProven}>
      <ul className="ways">
        {ways.map(({ way, detail, detailSaid, ...tried }) => {
          const result = resultOf(tried, lockOut);
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

function resultOf({ ok, isUnknown }: Pick<Way, 'ok' | 'isUnknown'>, lockOut: LockOutCheck): Result {
  if (ok) return 'works';
  if (isUnknown) return 'cannotTell';
  return lockOut.isSignInEnough ? 'notNeeded' : 'fails';
}
