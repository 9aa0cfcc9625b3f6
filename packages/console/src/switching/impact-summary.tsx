import type { ReactNode } from 'react';
import type { Impact } from '../api/schema.ts';
import { useNow } from '../environment/ticking.ts';
import { useTexts } from '../texts/texts-context.tsx';

const shownRoutes = 4;

/** What of the recent traffic would be refused, judged again by the very decision that requests go through. */
export function ImpactSummary({ impact }: { readonly impact: Impact }): ReactNode {
  const { texts, format } = useTexts();
  const nowMs = useNow(60);
  const { change } = texts;
  const since = format.time(impact.since, nowMs);
  const routes = impact.routes.slice(0, shownRoutes);
  const more = impact.routes.length - routes.length;
  return (
    <div className="stack">
      <p>
        {impact.requests === 0
          ? change.impactNoTraffic
          : impact.refused === 0
            ? change.impactNone(impact.requests, since)
            : change.impactSome(impact.refused, impact.requests, since)}
      </p>
      {routes.length > 0 && (
        <ul className="impact-routes">
          {routes.map(({ method, route, refused, of }) => (
            <li key={`${method} ${route}`}>
              <code>
                <strong>{method}</strong> {route}
              </code>
              <span className="quiet number">{change.ofRequests(refused, of)}</span>
            </li>
          ))}
        </ul>
      )}
      {impact.refused > 0 && <p className="quiet">{change.impactWho}</p>}
      {more > 0 && <p className="quiet">{change.moreRoutes(more)}</p>}
    </div>
  );
}
