import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Explanation } from '../../api/schema.ts';
import { wordsFor } from '../../texts/said-words.ts';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { useTexts } from '../../texts/texts-context.tsx';
import { wordFor } from '../../texts/word-for.ts';
import { explainedDecision, isOwn } from './explained-decision.ts';
import { OutcomeBadge } from './outcome-badge.tsx';
import { reasonWords } from './reason-words.ts';

/** Laid out as `portcullis explain` does. */
export function ExplanationView({ explanation }: { readonly explanation: Explanation }): ReactNode {
  const screens = useScreenTexts();
  const { traffic, parts, said } = screens;
  const { texts } = useTexts();
  const words = traffic.explain;
  const { method, target, mode, missing, missingSaid, readings, host, clientAddress } = explanation;
  const { effectiveRule, effectiveRuleSaid } = explanation;
  const decision = explainedDecision(explanation);
  const headline = (
    <p className="row">
      <OutcomeBadge kind={decision.kind} />
      <code className="break">
        <strong>{method}</strong> {target}
      </code>
    </p>
  );
  if (isOwn(decision)) {
    return (
      <div className="stack">
        {headline}
        <p>{words.own(decision.route)}</p>
      </div>
    );
  }
  const role = wordFor(parts.roles, decision.role);
  // Whoever is assumed without a name is called by his role.
  const caller =
    decision.subject === null || decision.subject === decision.role
      ? role
      : traffic.as(role, decision.subject);
  return (
    <div className="stack">
      {headline}
      <dl className="explanation">
        <Line name={words.rule}>
          {reasonWords(screens, decision.rule)} <code className="quiet">{decision.rule.id}</code>
        </Line>
        <Line name={words.mode}>
          {decision.epoch === null
            ? texts.common.modes[mode]
            : words.epoch(texts.common.modes[mode], decision.epoch)}
        </Line>
        <Line name={words.access}>
          <AccessWords explanation={explanation} />
        </Line>
        <Line name={words.routes}>
          <RouteWords explanation={explanation} />
        </Line>
        <CallsLine explanation={explanation} />
        <Line name={words.caller}>{traffic.callerFrom(caller, clientAddress ?? traffic.unknownAddress)}</Line>
        <Line name={words.host}>{host ?? words.noHost}</Line>
        {missing !== null && (
          <Line name={words.missing}>
            <strong>{wordsFor(said, missingSaid, missing)}</strong>
          </Line>
        )}
        {readings.length > 1 && (
          <Line name={words.readings}>
            {readings.map((reading) => (
              <code key={reading} className="below">
                {reading}
              </code>
            ))}
            <span className="quiet below">{words.readingsHelp}</span>
          </Line>
        )}
        <Line name={words.inForce}>
          {wordsFor(said, effectiveRuleSaid, effectiveRule)} <Link to="/policy">{words.wholeRule}</Link>
        </Line>
      </dl>
    </div>
  );
}

function Line({ name, children }: { readonly name: string; readonly children: ReactNode }): ReactNode {
  return (
    <div>
      <dt>{name}</dt>
      <dd className="break">{children}</dd>
    </div>
  );
}

interface PartProps {
  readonly explanation: Explanation;
}

function AccessWords({ explanation: { access, method, nearMethod } }: PartProps): ReactNode {
  const { traffic, parts } = useScreenTexts();
  if (nearMethod !== null) return traffic.explain.nearMethod(method, nearMethod);
  return wordFor(parts.accesses, access);
}

function RouteWords({ explanation: { routes } }: PartProps): ReactNode {
  const { traffic, said } = useScreenTexts();
  if (routes.length === 0) return <span className="nothing">{traffic.explain.noRoutes}</span>;
  return routes.map(({ match, says, saysSaid, why }) => (
    <span key={match} className="below">
      <code>{match}</code> {says.map((text, at) => wordsFor(said, saysSaid[at], text)).join(', ')}
      {why !== '' && <span className="quiet"> · {why}</span>}
    </span>
  ));
}

function CallsLine({ explanation: { calls, lacksBody } }: PartProps): ReactNode {
  const { traffic, said } = useScreenTexts();
  const words = traffic.explain;
  if (lacksBody) return <Line name={words.calls}>{words.lacksBody}</Line>;
  if (calls === null) return null;
  const names = calls.names.join(', ');
  return (
    <Line name={words.calls}>
      {calls.access === 'read'
        ? words.callsRead(names)
        : words.callsWrite(names, wordsFor(said, calls.whySaid, calls.why ?? ''))}
    </Line>
  );
}
