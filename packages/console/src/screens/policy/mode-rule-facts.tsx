import type { ReactNode } from 'react';
import { type Insider, isInsider, type LetIn, type Listed, type ModeRule } from '../../texts/said-words.ts';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { LetInWords } from './let-in-words.tsx';

/** What one mode does, by questions: who reads, who changes, and what is otherwise for single routes. */
export function ModeRuleFacts({ rule }: { readonly rule: ModeRule }): ReactNode {
  const { policy } = useScreenTexts();
  const { mode, readers, writers, insidersOnly, declaredReads } = rule;
  const exceptions = exceptionsOf(rule);
  return (
    <dl className="rule-facts">
      <Fact name={policy.mayRead}>{mode === 'closed' ? <Insiders who={readers} /> : policy.anyone}</Fact>
      <Fact name={policy.mayChange}>
        {mode === 'open' ? (
          <>
            {policy.anyone}
            <span className="quiet below">{policy.whatTheApplicationAllows}</span>
          </>
        ) : (
          <Insiders who={writers} />
        )}
      </Fact>
      {exceptions.length > 0 && (
        <Fact name={policy.byException}>
          <ul className="rule-list">
            {exceptions.map((each) => (
              <li key={each.kind}>
                {each.kind === 'exceptions' ? (
                  <Routes routes={each.routes} />
                ) : each.kind === 'health' ? (
                  policy.healthChecks
                ) : (
                  policy.signingIn
                )}
              </li>
            ))}
          </ul>
        </Fact>
      )}
      {insidersOnly.first.length > 0 && (
        <Fact name={policy.insidersOnly}>
          <Routes routes={insidersOnly} />
        </Fact>
      )}
      {declaredReads.length > 0 && (
        <Fact name={policy.countsAsReading}>
          <ul className="rule-list">
            {declaredReads.map(({ kind, routes }) => (
              <li key={kind}>
                <Routes routes={routes} />
                <span className="quiet below">{policy.reads[kind]}</span>
              </li>
            ))}
          </ul>
        </Fact>
      )}
    </dl>
  );
}

type Exception = Exclude<LetIn, Insider>;

/** What everybody is let through with: to change something, and where the site is closed, to get in. */
function exceptionsOf({ readers, writers }: ModeRule): readonly Exception[] {
  const all = [...readers, ...writers].filter((who): who is Exception => !isInsider(who));
  // Whoever gets in by an exception changes by it what it lets him change: told once.
  return all.filter(({ kind }, at) => all.findIndex((other) => other.kind === kind) === at);
}

function Insiders({ who }: { readonly who: readonly LetIn[] }): ReactNode {
  const { policy } = useScreenTexts();
  const insiders = who.filter(isInsider);
  if (insiders.length === 0) return <span className="nothing">{policy.nobody}</span>;
  return (
    <ul className="rule-list">
      {insiders.map((each, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the same kind may come twice, and the list is whole each time
        <li key={at}>
          <LetInWords who={each} />
        </li>
      ))}
    </ul>
  );
}

function Routes({ routes: { first, more } }: { readonly routes: Listed }): ReactNode {
  const { policy } = useScreenTexts();
  return (
    <>
      {first.map((route) => (
        <code key={route} className="below break">
          {route}
        </code>
      ))}
      {more > 0 && <span className="quiet below">{policy.andMore(more)}</span>}
    </>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }): ReactNode {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
