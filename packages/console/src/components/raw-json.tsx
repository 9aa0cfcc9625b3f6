import { type ReactNode, useState } from 'react';

/** Text from elsewhere, behind a word: laid out when it is JSON, as it came when it is not. */
export function RawJson({
  summary,
  text,
}: {
  readonly summary: ReactNode;
  readonly text: string;
}): ReactNode {
  const [isOpen, setOpen] = useState(false);
  return (
    <details className="raw-json" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{summary}</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1) */}
      {isOpen && <pre tabIndex={0}>{laidOut(text)}</pre>}
    </details>
  );
}

function laidOut(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
