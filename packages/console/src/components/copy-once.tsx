import { type ReactNode, useId, useState } from 'react';
import { useTexts } from '../texts/texts-context.tsx';
import { useAnnouncer } from './announcer.tsx';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';

export interface CopyOnceProps {
  readonly label: string;
  readonly text: string;
}

/** A secret that is shown now and never again, with a button that copies it. */
export function CopyOnce({ label, text }: CopyOnceProps): ReactNode {
  const { texts } = useTexts();
  const { announce } = useAnnouncer();
  const id = useId();
  const [result, setResult] = useState<'copied' | 'copyFailed' | null>(null);
  const copy = async () => {
    const outcome = await navigator.clipboard.writeText(text).then(
      () => 'copied' as const,
      () => 'copyFailed' as const,
    );
    setResult(outcome);
    announce(texts.common[outcome]);
  };
  return (
    <div className="copy-once">
      <label htmlFor={id} className="field-label">
        {label}
      </label>
      <div className="copy-once-row">
        <textarea
          id={id}
          className="control copy-once-text"
          readOnly
          rows={Math.min(8, text.split('\n').length)}
          value={text}
          spellCheck={false}
          onFocus={({ target }) => target.select()}
        />
        <Button onClick={copy}>
          <Icon name={result === 'copied' ? 'check' : 'copy'} />
          {texts.common.copy}
        </Button>
      </div>
      <p className="quiet">{result === null ? texts.common.shownOnce : texts.common[result]}</p>
    </div>
  );
}
