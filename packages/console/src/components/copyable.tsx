import { type ReactNode, useState } from 'react';
import { useScreenTexts } from '../texts/screen-texts.ts';
import { useTexts } from '../texts/texts-context.tsx';
import { useAnnouncer } from './announcer.tsx';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';

export interface CopyableProps {
  /** What it is, for the button. */
  readonly label: string;
  readonly text: string;
}

/** A line to be used elsewhere, with a button that copies it. */
export function Copyable({ label, text }: CopyableProps): ReactNode {
  const { texts } = useTexts();
  const { parts } = useScreenTexts();
  const { announce, tell } = useAnnouncer();
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    const worked = await navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    );
    setCopied(worked);
    if (worked) announce(texts.common.copied);
    else tell(texts.common.copyFailed);
  };
  return (
    <div className="copyable">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1) */}
      <pre tabIndex={0}>{text}</pre>
      <Button kind="plain" aria-label={parts.copyText(label)} onClick={copy}>
        <Icon name={isCopied ? 'check' : 'copy'} />
        {isCopied ? texts.common.copied : texts.common.copy}
      </Button>
    </div>
  );
}
