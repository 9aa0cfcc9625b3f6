import type { ReactNode } from 'react';
import type { ProductionRules } from '../../api/schema.ts';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { useTexts } from '../../texts/texts-context.tsx';

interface RefusedRoutesProps {
  readonly routes: ProductionRules['refused'];
}

/** Routes below the reason that they share. */
export function RefusedRoutes({ routes }: RefusedRoutesProps): ReactNode {
  const { language } = useTexts();
  const { production, policy } = useScreenTexts();
  return [...new Set(routes.map(({ why }) => why))].map((why) => {
    const words = production.whyOf(why);
    return (
      <div key={why}>
        <p className="quiet break" lang={words === why ? undefined : language.tag}>
          {why === '' ? policy.noWhy : words}
        </p>
        <ul className="plain-list">
          {routes
            .filter((route) => route.why === why)
            .map(({ match }) => (
              <li key={match}>
                <code className="break">{match}</code>
              </li>
            ))}
        </ul>
      </div>
    );
  });
}
