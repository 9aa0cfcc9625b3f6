import type { ReactNode } from 'react';
import { Checkbox, Choice } from '../../components/choice.tsx';
import { SelectField, TextField } from '../../components/field.tsx';
import { Panel } from '../../components/panel.tsx';
import { Time } from '../../components/time.tsx';
import { fromLocalInput, toLocalInput } from '../../environment/local-time.ts';
import { useNow } from '../../environment/ticking.ts';
import { useTexts } from '../../texts/texts-context.tsx';
import type { SectionProps } from './section-props.ts';
import { type End, timesOf } from './switch-draft.ts';

const durations = [15, 30, 60, 120, 240, 480] as const;
const reserves = [0, 15, 30, 60, 120] as const;
const usualMinutes = 60;

export function WhenSection({ draft, onChange, problems }: SectionProps): ReactNode {
  const { texts, format } = useTexts();
  const words = texts.switch;
  const nowMs = useNow(10);
  const { end, reserveMinutes, nextUpdateAt, opensByItself } = draft;
  const { expected } = timesOf(draft, nowMs);
  const timeProblem = problems.includes('noTime')
    ? words.noTime
    : problems.includes('inPast')
      ? words.inPast
      : null;
  const choose = (kind: End['kind']) => {
    if (kind === 'unsaid') onChange({ end: { kind }, opensByItself: false });
    if (kind === 'in') onChange({ end: { kind, minutes: usualMinutes } });
    if (kind === 'at') onChange({ end: { kind, at: expected?.earliest ?? null } });
  };
  return (
    <Panel title={words.whenTitle} lead={words.whenLead}>
      <Choice
        legend={words.expected}
        value={end.kind}
        options={(['unsaid', 'in', 'at'] as const).map((kind) => ({ value: kind, label: words.ends[kind] }))}
        onValue={choose}
      />
      {end.kind !== 'unsaid' && (
        <div className="pair">
          {end.kind === 'in' ? (
            <SelectField
              label={words.duration}
              value={String(end.minutes)}
              options={durations.map((minutes) => [String(minutes), words.minutes(minutes)])}
              onValue={(minutes) => onChange({ end: { kind: 'in', minutes: Number(minutes) } })}
            />
          ) : (
            <TextField
              label={words.timeOfDay}
              help={words.localTime(format.zone(nowMs))}
              error={timeProblem}
              type="datetime-local"
              value={end.at === null ? '' : toLocalInput(end.at)}
              onText={(text) => onChange({ end: { kind: 'at', at: fromLocalInput(text) } })}
            />
          )}
          <SelectField
            label={words.reserve}
            help={words.reserveHelp}
            value={String(reserveMinutes)}
            options={[...new Set([...reserves, reserveMinutes])].map((minutes) => [
              String(minutes),
              minutes === 0 ? words.reserveNone : words.reserveAfter(words.minutes(minutes)),
            ])}
            onValue={(minutes) => onChange({ reserveMinutes: Number(minutes) })}
          />
        </div>
      )}
      {expected !== null && (
        <p className="said-end">
          <Time at={expected.earliest} until={expected.latest} hasDistance />
        </p>
      )}
      <Checkbox
        label={words.expires}
        help={expected === null ? words.expiresNeedsEnd : words.expiresHelp}
        isChecked={opensByItself && expected !== null}
        isDisabled={expected === null}
        onCheck={(isChecked) => onChange({ opensByItself: isChecked })}
      />
      {expected !== null && (
        <TextField
          label={words.nextUpdate}
          help={words.nextUpdateHelp}
          error={nextUpdateAt !== null && nextUpdateAt <= nowMs ? words.nextUpdateOver : null}
          type="datetime-local"
          value={nextUpdateAt === null ? '' : toLocalInput(nextUpdateAt)}
          onText={(text) => onChange({ nextUpdateAt: fromLocalInput(text) })}
        />
      )}
    </Panel>
  );
}
