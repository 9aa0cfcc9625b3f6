import { type ReactNode, useId, useRef, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { useTexts } from '../../texts/texts-context.tsx';
import { type LogoProblem, readLogo } from './logo-file.ts';

interface LogoFieldProps {
  /** A data URL; empty = not set. */
  readonly logo: string;
  /** What holds while it is empty. */
  readonly fromFile: string;
  readonly onLogo: (logo: string) => void;
}

/** A picture as part of the page itself: no other server is asked for it. */
export function LogoField({ logo, fromFile, onLogo }: LogoFieldProps): ReactNode {
  const { format } = useTexts();
  const { settings } = useScreenTexts();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState<LogoProblem | null>(null);
  const shown = logo === '' ? fromFile : logo;
  const choose = async (file: File | undefined) => {
    if (file === undefined) return;
    const read = await readLogo(file);
    if (typeof read === 'string') onLogo(read);
    setProblem(typeof read === 'string' ? null : read);
  };
  return (
    <div className="field">
      <p className="field-label" id={id}>
        {settings.logo}
      </p>
      {shown !== '' && (
        <div className="logo-shown">
          <img src={shown} alt={settings.logoShown} data-on="light" />
          <img src={shown} alt="" data-on="dark" />
        </div>
      )}
      <input
        ref={input}
        type="file"
        hidden
        accept="image/png,image/jpeg,image/webp,image/svg+xml"
        onChange={({ target }) => {
          void choose(target.files?.[0]);
          // The same picture again is a choice, too.
          target.value = '';
        }}
      />
      <div className="row">
        <Button aria-describedby={`${id} ${id}-help`} onClick={() => input.current?.click()}>
          {settings.chooseLogo}
        </Button>
        {logo !== '' && (
          <Button kind="plain" onClick={() => onLogo('')}>
            {settings.removeLogo}
          </Button>
        )}
      </div>
      <p className="quiet" id={`${id}-help`}>
        {settings.logoHelp}
      </p>
      <div aria-live="polite">
        {problem !== null && (
          <p className="field-error">
            <Icon name="warning" />
            {problem.kind === 'too-large' &&
              settings.logoTooLarge(format.number(Math.ceil(problem.bytes / 1_000)))}
            {problem.kind === 'wrong-type' && settings.logoWrong(problem.type)}
            {problem.kind === 'unreadable' && settings.logoUnreadable}
          </p>
        )}
      </div>
    </div>
  );
}
