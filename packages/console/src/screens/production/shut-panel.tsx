import type { ReactNode } from 'react';
import type { ProductionRules } from '../../api/schema.ts';
import { Panel } from '../../components/panel.tsx';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { RefusedRoutes } from './refused-routes.tsx';

const scopes = ['everybody', 'restricted'] as const;

interface ShutPanelProps {
  readonly rules: ProductionRules;
  readonly isOn: boolean;
}

/** How much of what, each with its list behind a press: hundreds of routes are no answer to a question. */
export function ShutPanel({ rules, isOn }: ShutPanelProps): ReactNode {
  const { production } = useScreenTexts();
  const { refused, switches, calls, business, removeHeaders, hidesControls } = rules;
  return (
    <Panel title={production.shutTitle} lead={isOn ? production.shutLeadOn : production.shutLeadOff}>
      <div className="production-lists">
        {scopes.map((scope) => {
          const routes = refused.filter((each) => each.for === scope);
          return (
            <ShutList
              key={scope}
              title={production.routesFor[scope](routes.length)}
              isEmpty={routes.length === 0}
            >
              <RefusedRoutes routes={routes} />
            </ShutList>
          );
        })}
        {scopes.map((scope) => {
          const found = switches.filter((each) => each.for === scope);
          return (
            <ShutList
              key={scope}
              title={production.switchesFor[scope](found.length)}
              isEmpty={found.length === 0}
            >
              <ul className="plain-list">
                {found.map(({ in: place, name }) => (
                  <li key={`${place} ${name}`}>
                    <code className="break">{name}</code>{' '}
                    <span className="quiet">{production.places[place]}</span>
                  </li>
                ))}
              </ul>
            </ShutList>
          );
        })}
        <ShutList title={production.calls(calls.length)} isEmpty={calls.length === 0}>
          <Names names={calls} />
        </ShutList>
        {business.length === 0 ? (
          <p>{production.businessNone}</p>
        ) : (
          <ShutList title={production.business(business.length)}>
            <Names names={business} />
          </ShutList>
        )}
        <ShutList title={production.headers(removeHeaders.length)} isEmpty={removeHeaders.length === 0}>
          <Names names={removeHeaders} />
        </ShutList>
        {hidesControls && <p>{production.hidesControls}</p>}
      </div>
    </Panel>
  );
}

interface ShutListProps {
  readonly title: string;
  /** Then nothing is shown. @default false */
  readonly isEmpty?: boolean;
  readonly children: ReactNode;
}

function ShutList({ title, isEmpty = false, children }: ShutListProps): ReactNode {
  if (isEmpty) return null;
  return (
    <details>
      <summary>{title}</summary>
      {children}
    </details>
  );
}

function Names({ names }: { readonly names: readonly string[] }): ReactNode {
  return (
    <ul className="plain-list">
      {names.map((name) => (
        <li key={name}>
          <code className="break">{name}</code>
        </li>
      ))}
    </ul>
  );
}
