import type { ReactNode } from 'react';
import { type Mode, modes, type Policy, type Said } from '../../api/schema.ts';
import { ModeBadge } from '../../components/mode-mark.tsx';
import { Notice } from '../../components/notice.tsx';
import { Panel } from '../../components/panel.tsx';
import { ServerText } from '../../components/server-text.tsx';
import { areaTitle } from '../../texts/localized.ts';
import { areasByMode, type EffectiveRule, listedIn, someOf, wordsFor } from '../../texts/said-words.ts';
import type { ScreenCatalogue } from '../../texts/screen-catalogue.ts';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { useTexts } from '../../texts/texts-context.tsx';
import { ModeRuleFacts } from './mode-rule-facts.tsx';

interface PolicyProps {
  readonly policy: Policy;
}

/** The rule in force: one sentence, then what each mode does, those that are in force first. */
export function RulePanel({ policy: data }: PolicyProps): ReactNode {
  const { policy, said } = useScreenTexts();
  const { effectiveRule, warnings, warningsSaid } = data;
  const inForce = useWithTitles(data);
  const rule = inForce.code === 'effective-rule' ? inForce.values.rule : null;
  const places = placesOf(rule, policy);
  return (
    <Panel title={policy.ruleTitle}>
      <p className="sentence">{wordsFor(said, inForce, effectiveRule)}</p>
      <div className="mode-rules">
        {[...places.keys(), ...modes.filter((mode) => !places.has(mode))].map((mode) => (
          <ModeRuleSection
            key={mode}
            mode={mode}
            policy={data}
            where={places.has(mode) ? policy.inForceIn(places.get(mode) ?? '') : policy.notInForce}
          />
        ))}
      </div>
      {rule !== null && rule.areas.length > 0 && (
        <p className="quiet">
          {policy.areasOverlap} {rule.actionsFollowStrictest && policy.actionsFollowStrictest}
        </p>
      )}
      {warnings.length > 0 && (
        <Notice kind="mind" title={policy.warningsTitle}>
          <ul className="stack">
            {warnings.map((warning, at) => (
              <li key={warning} className="break">
                <ServerText said={warningsSaid[at] ?? null} text={warning} />
              </li>
            ))}
          </ul>
        </Notice>
      )}
      <p className="quiet break">
        {data.preset !== null && `${policy.preset(data.preset)} `}
        {originOf(data, policy)}
      </p>
    </Panel>
  );
}

interface ModeRuleSectionProps extends PolicyProps {
  readonly mode: Mode;
  /** Whether it is in force, and where. */
  readonly where: string;
}

function ModeRuleSection({ mode, where, policy: { rules, rulesSaid } }: ModeRuleSectionProps): ReactNode {
  const { said } = useScreenTexts();
  const each = rulesSaid[mode];
  return (
    <section className="mode-rule" data-mode={mode}>
      <h3 className="row">
        <ModeBadge mode={mode} />
        <span className="mode-rule-where break">{where}</span>
      </h3>
      {each.code === 'effective-rule' ? (
        <ModeRuleFacts rule={each.values.rule.site} />
      ) : (
        <p>{wordsFor(said, each, rules[mode])}</p>
      )}
    </section>
  );
}

/** The rule with its areas called as people call them. */
function useWithTitles({ effectiveRuleSaid: said, areas }: Policy): Said {
  const { language } = useTexts();
  if (said.code !== 'effective-rule') return said;
  const { rule } = said.values;
  const titled = rule.areas.map((each) => ({ ...each, name: areaTitle({ areas }, each.name, language.tag) }));
  return { ...said, values: { ...said.values, rule: { ...rule, areas: titled } } };
}

/** Each mode in force with where it is: the site's first. What an area does is what its mode does, so it is told once. */
function placesOf(
  rule: EffectiveRule | null,
  { wholeSite, restOfSite, andMore }: ScreenCatalogue['policy'],
): ReadonlyMap<Mode, string> {
  if (rule === null) return new Map();
  return new Map([
    [rule.site.mode, rule.areas.length === 0 ? wholeSite : restOfSite],
    ...areasByMode(rule).map(([mode, names]) => [mode, listedIn(someOf(names), andMore)] as const),
  ]);
}

function originOf(
  { file, digest, values }: Policy,
  words: Pick<ScreenCatalogue['policy'], 'fromFile' | 'fromProgram' | 'noFile'>,
): string {
  const short = digest.slice(0, 12);
  if (file !== null) return words.fromFile(file, short);
  return values.some(({ from }) => from === 'program') ? words.fromProgram(short) : words.noFile(short);
}
