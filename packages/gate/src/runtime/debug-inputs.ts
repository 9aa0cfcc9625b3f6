import { foldHeaderName } from '../model/header.ts';
import type { DebugSwitch, Production, ProductionScope } from '../model/production.ts';
import { isSwitchName } from '../reading/debug-switches.ts';
import type { Judgement } from './judge.ts';

/** By which headers and cookies somebody would turn debugging on: whoever passes a request on takes them out. */
export interface DebugInputs {
  /** Folded names of headers: `foldHeaderName`. */
  readonly headers: ReadonlySet<string>;
  /** Null: no cookie is one. */
  readonly isCookie: ((name: string) => boolean) | null;
}

/** `restricted` = also those that only restricted readers may not use. */
export type DebugInputsFor = Readonly<Record<'nobody' | ProductionScope, DebugInputs>>;

export function debugInputsOf(production: Production | null): DebugInputsFor {
  const of = (isMeant: (candidate: DebugSwitch) => boolean): DebugInputs => {
    const meant = (production?.switches ?? []).filter(isMeant);
    const cookies = meant.flatMap((candidate) => (candidate.in === 'cookie' ? [candidate.name] : []));
    const headers = meant.flatMap((candidate) =>
      candidate.in === 'header' ? [foldHeaderName(candidate.name)] : [],
    );
    return {
      headers: new Set(headers),
      isCookie: cookies.length === 0 ? null : (name) => cookies.some((known) => isSwitchName(name, known)),
    };
  };
  return {
    nobody: of(() => false),
    everybody: of((candidate) => candidate.for === 'everybody'),
    restricted: of(() => true),
  };
}

/** From whom debugging is kept in an allowed request. */
export function debugScopeOf({ decision, view }: Judgement): keyof DebugInputsFor {
  if (view.snapshot.production === null || decision.kind !== 'allow') return 'nobody';
  return decision.obligations.mask ? 'restricted' : 'everybody';
}

const made = new WeakMap<Production, DebugInputsFor>();

/** What must not come to the application with this very request; null while production mode is off. */
export function debugInputsIn(judgement: Judgement): DebugInputs | null {
  const { production } = judgement.view.snapshot;
  if (production === null) return null;
  let inputs = made.get(production);
  if (inputs === undefined) {
    inputs = debugInputsOf(production);
    made.set(production, inputs);
  }
  return inputs[debugScopeOf(judgement)];
}
