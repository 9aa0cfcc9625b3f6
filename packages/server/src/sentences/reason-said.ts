import { createTextReader, reasonPlaces, reasonTexts } from '@portcullis/gate';
import type { LetInBy, Said, ValuesOf } from './said.ts';

/** What a decision says of itself: none of the other things that are said. */
type ReasonOrLetIn = Extract<Said, { readonly code: 'reason' | 'let-in-by' }>;

/**
 * A reason of the gate as data: why a request is malformed, or counts as a write. Null for what is no text of the gate,
 * such as the method alone, a route of the policy, or a text that was cut.
 */
export function reasonSaid(text: string): ReasonOrLetIn | null {
  let reason = text;
  let place: Place | null = null;
  for (;;) {
    const found = read(reason);
    if (found !== null)
      return { code: 'reason', values: { reason: found.code, place, values: found.values } };
    const within = places.find(([, words]) => reason.endsWith(words));
    if (within === undefined) return null;
    // Readings lie within each other: the outermost place is where to look for it.
    place ??= within[0];
    reason = reason.slice(0, -within[1].length);
  }
}

/** A rule as a decision has it, and its detail as data; null where that is the policy's own. */
export function ruleDetailSaid({
  id,
  detail,
}: {
  readonly id: string;
  readonly detail: string;
}): ReasonOrLetIn | null {
  if (id === 'bypass') return letInSaid(detail);
  return id === 'framing' || id === 'malformed-target' || id === 'read-only-write'
    ? reasonSaid(detail)
    : null;
}

const read = createTextReader(reasonTexts);

type Place = NonNullable<ValuesOf<'reason'>['place']>;

const places = (Object.entries(reasonPlaces) as [Place, string][]).map(
  ([place, words]) => [place, ` ${words}`] as const,
);

/** By what somebody was let through: `probe + network office`, `pass K7Q2 + host admin.example.com`, `probe alone`, `assumed admin`. */
export function letInSaid(by: string): LetInBy | null {
  const [, via = '', rest = ''] = /^(\S+(?: \S+)??)((?: alone)?| \+ .*)$/.exec(by) ?? [];
  const [identity = '', name = null] = via.split(' ');
  const known = identities.find((each) => each === identity);
  const path = /^ \+ (network|host|pass|loopback)(?: (.*))?$/.exec(rest);
  if (known === undefined || (rest.startsWith(' + ') && path === null)) return null;
  const kind = paths.find((each) => each === path?.[1]);
  return {
    code: 'let-in-by',
    values: {
      identity: known,
      name,
      isAlone: rest === ' alone',
      path: kind === undefined ? null : { kind, name: path?.[2] ?? '' },
    },
  };
}

const identities = ['probe', 'jwt', 'header', 'operator', 'callback', 'pass', 'worker', 'assumed'] as const;
const paths = ['network', 'host', 'pass', 'loopback'] as const;
