import './switching.css';
import type { ReactNode } from 'react';
import { SaidText } from '../components/said-text.tsx';

/** Lines that a server says of what it found, in its English: the names in them are data. */
export function ServerLines({ lines }: { readonly lines: readonly string[] }): ReactNode {
  return (
    <ul className="server-lines">
      {lines.map((line) => (
        <li key={line}>
          <SaidText said={null} text={line} />
        </li>
      ))}
    </ul>
  );
}
