import type { ReactNode } from 'react';
import type { Incident, IncidentOriginal } from '../../api/schema.ts';
import { Copyable } from '../../components/copyable.tsx';
import { Notice } from '../../components/notice.tsx';
import { Fact, Facts } from '../../components/panel.tsx';
import { Time } from '../../components/time.tsx';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { useTexts } from '../../texts/texts-context.tsx';
import { longestTextIn } from './longest-text-in.ts';

interface IncidentViewProps {
  readonly incident: Incident;
  /** Null = it cannot be decrypted. */
  readonly contents: IncidentOriginal | null;
}

/** What was asked, by whom, when, and what the application sent: text, whatever it is. */
export function IncidentView({ incident, contents }: IncidentViewProps): ReactNode {
  const { texts } = useTexts();
  const { production, parts } = useScreenTexts();
  const trace = contents?.encoding === 'utf8' ? longestTextIn(contents.original) : null;
  const { at, expiresAt, method, path, status, channel, name } = incident;
  return (
    <div className="stack stack-wide">
      <Facts>
        <Fact name={production.request}>
          <code className="break">
            {method} {path}
          </code>
        </Fact>
        <Fact name={production.when}>
          <Time at={at} isExact hasDistance />
        </Fact>
        {name !== null && (
          <Fact name={production.error}>
            <code className="break">{name}</code>
          </Fact>
        )}
        <Fact name={production.sentAs}>
          {production.channels[channel]}, HTTP {status}
        </Fact>
        {contents !== null && (
          <>
            <Fact name={production.askedBy}>
              <span className="break">
                {contents.subject === null
                  ? production.notSignedIn
                  : production.somebody(contents.subject, parts.roles[contents.role])}
              </span>
            </Fact>
            <Fact name={production.from}>
              <span className="break">{contents.clientAddress ?? texts.common.unknown}</span>
            </Fact>
          </>
        )}
        <Fact name={production.keptUntil}>
          <Time at={expiresAt} hasDistance />
        </Fact>
      </Facts>
      {contents === null ? (
        <Notice kind="mind" title={production.undecryptable}>
          <p>{production.undecryptableHelp}</p>
        </Notice>
      ) : (
        <section className="stack original" aria-label={production.original}>
          {trace !== null && (
            <>
              <h3>{production.trace}</h3>
              <Copyable label={production.trace} text={trace} />
            </>
          )}
          <h3>{production.original}</h3>
          {contents.encoding === 'base64' && <p className="quiet">{production.isBase64}</p>}
          <Copyable label={production.original} text={contents.original} />
          {contents.isCut && <p className="quiet">{production.wasCut}</p>}
        </section>
      )}
    </div>
  );
}
