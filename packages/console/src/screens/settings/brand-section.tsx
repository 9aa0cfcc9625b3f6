import type { ReactNode } from 'react';
import { TextField } from '../../components/field.tsx';
import { Panel } from '../../components/panel.tsx';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { ColorField } from './color-field.tsx';
import type { DraftPreview } from './draft-preview.ts';
import { LogoField } from './logo-field.tsx';
import type { SectionProps } from './section-props.ts';

interface BrandSectionProps extends SectionProps, Pick<DraftPreview, 'colors'> {}

export function BrandSection({
  draft,
  problems,
  stored: { file },
  colors,
  onChange,
}: BrandSectionProps): ReactNode {
  const { settings } = useScreenTexts();
  return (
    <Panel title={settings.brandTitle}>
      <TextField
        label={settings.brand}
        help={settings.brandHelp}
        placeholder={file.brand}
        maxLength={200}
        autoComplete="off"
        value={draft.brand}
        onText={(brand) => onChange({ brand })}
      />
      <LogoField logo={draft.logo} fromFile={file.logo ?? ''} onLogo={(logo) => onChange({ logo })} />
      <div className="fields">
        <ColorField
          label={settings.accent}
          value={draft.accent}
          fromFile={file.colors?.accent ?? ''}
          drawn={colors?.light ?? null}
          isWrong={problems.includes('accent')}
          onColor={(accent) => onChange({ accent })}
        />
        <ColorField
          label={settings.accentDark}
          value={draft.accentDark}
          fromFile={file.colors?.accentDark ?? ''}
          drawn={colors?.dark ?? null}
          isWrong={problems.includes('accentDark')}
          onColor={(accentDark) => onChange({ accentDark })}
        />
      </div>
    </Panel>
  );
}
