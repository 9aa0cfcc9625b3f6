import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTexts } from '../texts/texts-context.tsx';

export function NotFound(): ReactNode {
  const { texts } = useTexts();
  return (
    <div className="stack">
      <h1>{texts.shell.notFound}</h1>
      <p>{texts.shell.notFoundHelp}</p>
      <p>
        <Link to="/">{texts.shell.toStart}</Link>
      </p>
    </div>
  );
}
