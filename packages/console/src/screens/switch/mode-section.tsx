import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { type Mode, modes, type Status } from '../../api/schema.ts';
import { Choice } from '../../components/choice.tsx';
import { SelectField } from '../../components/field.tsx';
import { ModeBadge } from '../../components/mode-mark.tsx';
import { Panel } from '../../components/panel.tsx';
import { areaTitle } from '../../texts/localized.ts';
import { useTexts } from '../../texts/texts-context.tsx';
import type { SectionProps } from './section-props.ts';
import { UsualMaintenance } from './usual-maintenance.tsx';

interface ModeSectionProps extends SectionProps {
  readonly status: Pick<Status, 'areas' | 'preset'>;
}

export function ModeSection({ status, ...section }: ModeSectionProps): ReactNode {
  const { draft, onChange } = section;
  const { areas } = status;
  const { texts, language } = useTexts();
  const words = texts.switch;
  return (
    <Panel title={words.modeTitle}>
      <UsualMaintenance status={status} {...section} />
      <Choice
        legend={words.wholeSite}
        kind="cards"
        value={draft.mode}
        modeOf={(mode) => mode}
        options={modes.map((mode) => ({
          value: mode,
          label: <ModeBadge mode={mode} />,
          help: texts.common.whatModesMean[mode],
        }))}
        onValue={(mode) => onChange({ mode, areas: without(draft.areas, mode) })}
      />
      <div className="stack">
        <div>
          <h3>{words.areas}</h3>
          <p className="quiet">{areas.length === 0 ? words.noAreas : words.areasHelp}</p>
          {areas.length > 0 && (
            <p>
              <Link to="/policy" hash="areas">
                {words.areasMore}
              </Link>
            </p>
          )}
        </div>
        {areas.length > 0 && (
          <div className="area-modes">
            {areas.map(({ name }) => (
              <SelectField<Mode | 'as-site'>
                key={name}
                label={areaTitle({ areas }, name, language.tag)}
                value={draft.areas[name] ?? 'as-site'}
                options={[
                  ['as-site', words.asSite],
                  ...modes.map((mode) => [mode, texts.common.modes[mode]] as const),
                ]}
                onValue={(mode) => onChange({ areas: withArea(draft.areas, name, mode) })}
              />
            ))}
          </div>
        )}
      </div>
    </Panel>
  );
}

type Areas = Readonly<Record<string, Mode>>;

function withArea(areas: Areas, name: string, mode: Mode | 'as-site'): Areas {
  const others = Object.entries(areas).filter(([each]) => each !== name);
  return Object.fromEntries(mode === 'as-site' ? others : [...others, [name, mode]]);
}

/** An area in the mode of the site has none of its own. */
function without(areas: Areas, mode: Mode): Areas {
  return Object.fromEntries(Object.entries(areas).filter(([, each]) => each !== mode));
}
