import type { Mode } from '../model/mode.ts';
import type { Policy } from '../model/policy.ts';
import type { Switch } from '../model/switch.ts';
import { type Html, html } from './html.ts';
import type { TextKey } from './languages/index.ts';
import { cleanLine, linesOf } from './operator-text.ts';
import type { Reader, TextValues } from './reader.ts';

/** One thing that is paused or works: one of our sentences, or a line of the operator's. */
export type Fact =
  | { readonly kind: 'ours'; readonly key: TextKey; readonly values: TextValues }
  | { readonly kind: 'operator'; readonly text: string; readonly tag: string };

export interface WindowSummary {
  readonly paused: readonly Fact[];
  readonly works: readonly Fact[];
}

export interface WindowSummaryInput {
  readonly switch: Switch;
  readonly policy: Policy;
  /** The site's own mode in force. */
  readonly siteMode: Mode;
}

/** What is paused and what still works: the operator's words where there are any, else derived. */
export function windowSummary(reader: Reader, input: WindowSummaryInput): WindowSummary {
  const { notice } = input.switch;
  const derived = derive(reader, input);
  const paused = operatorLines(reader, notice.paused);
  const works = operatorLines(reader, notice.stillWorks);
  return {
    paused: paused.length > 0 ? paused : derived.paused,
    works: works.length > 0 ? works : derived.works,
  };
}

export function factText(reader: Reader, fact: Fact): string {
  return fact.kind === 'ours' ? reader.say(fact.key, fact.values) : fact.text;
}

export function factHtml(reader: Reader, fact: Fact): Html {
  if (fact.kind === 'ours') return reader.sayHtml(fact.key, fact.values);
  return operatorHtml(reader, fact);
}

/** An operator's text in its own direction, and marked with its language when that is not the page's. */
export function operatorHtml(
  reader: Reader,
  { text, tag }: { readonly text: string | Html; readonly tag: string },
): Html {
  const isMarked = tag !== reader.language && /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i.test(tag);
  return isMarked
    ? html`<span dir="auto" lang="${tag}">${text}</span>`
    : html`<span dir="auto">${text}</span>`;
}

export function areaTitle(reader: Reader, policy: Policy, name: string): string {
  const title = Object.hasOwn(policy.areas, name) ? policy.areas[name]?.title : undefined;
  return cleanLine(reader.pick(title ?? {})?.text ?? name);
}

/** Areas stricter than the site, worst first: what "Checkout is paused" names. */
export function pausedAreas({ switch: state, siteMode }: WindowSummaryInput): readonly string[] {
  const named = Object.entries(state.areas).filter(([, mode]) => mode !== 'open' && mode !== siteMode);
  if (siteMode === 'closed') return [];
  return named.sort(([, a], [, b]) => Number(b === 'closed') - Number(a === 'closed')).map(([name]) => name);
}

function derive(reader: Reader, input: WindowSummaryInput): WindowSummary {
  const { switch: state, policy, siteMode } = input;
  const paused: Fact[] = [];
  const works: Fact[] = [];
  const say = (list: Fact[], key: TextKey, values: TextValues = {}): void => {
    list.push({ kind: 'ours', key, values });
  };
  if (siteMode === 'read-only') {
    say(paused, 'pausedChanges');
    say(works, 'worksReading');
    if (policy.signIn.routes.length > 0) say(works, 'worksSignIn');
  }
  if (siteMode === 'closed') say(paused, 'pausedEverything');
  for (const name of pausedAreas(input)) {
    const area = areaTitle(reader, policy, name);
    say(paused, state.areas[name] === 'closed' ? 'pausedArea' : 'pausedAreaChanges', { area });
  }
  for (const [name, mode] of Object.entries(state.areas)) {
    const area = areaTitle(reader, policy, name);
    if (mode === 'open' && siteMode !== 'open') say(works, 'worksArea', { area });
    if (mode === 'read-only' && siteMode === 'closed') say(works, 'worksAreaReading', { area });
  }
  if (siteMode === 'open') say(works, 'worksEverythingElse');
  if (works.length === 0) say(works, 'worksNothing');
  return { paused, works };
}

function operatorLines(reader: Reader, text: Readonly<Record<string, string>>): readonly Fact[] {
  const picked = reader.pick(text);
  if (picked === null) return [];
  return linesOf(picked.text).map((line) => ({ kind: 'operator', text: line, tag: picked.tag }));
}
