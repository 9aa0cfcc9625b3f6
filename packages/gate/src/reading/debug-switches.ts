import type { DebugSwitch } from '../model/production.ts';
import { decodeLeniently } from './lenient-escapes.ts';
import { isSpellingOf, withinReason } from './parameter-name.ts';
import type { TargetReading } from './read-target.ts';

type QuerySwitch = Extract<DebugSwitch, { in: 'query' }>;
type PathSwitch = Extract<DebugSwitch, { in: 'path' }>;

/** The debug switches of a policy that stand in targets. */
export interface TargetSwitches {
  readonly ofQuery: readonly QuerySwitch[];
  readonly ofPath: readonly PathSwitch[];
}

export function targetSwitchesOf(switches: readonly DebugSwitch[]): TargetSwitches {
  return {
    ofQuery: switches.filter((candidate) => candidate.in === 'query'),
    ofPath: switches.filter((candidate) => candidate.in === 'path'),
  };
}

/** What the target of a request says to some debug switches of the policy. */
export interface SwitchedTarget {
  /** The target without what turns debugging on, and with what keeps it off. The same as it came where nothing is to do. */
  readonly rewritten: string;
  /** For a page that a person asked for: without any of it. */
  readonly plain: string;
  /** Whether it asks for debugging, and does not merely keep it off. */
  readonly asks: boolean;
}

/**
 * Takes debug switches out of a target, however they are spelled: any escape, any letter case, brackets and signs as
 * `parameter-name.ts` tells. What is taken out in vain was no switch to this application and nothing to its reader.
 */
export function withoutSwitches(
  { forward, path, query }: TargetReading,
  { ofQuery, ofPath }: TargetSwitches,
  { isRemembering }: { readonly isRemembering: boolean },
): SwitchedTarget {
  const shorter = withoutPrefix(path, ofPath);
  const found = query === null ? nothingFound : readSwitches(query, ofQuery);
  const added = ofQuery.filter(
    (candidate) =>
      candidate.off !== null && (found.named.has(candidate) || (candidate.isRemembered && isRemembering)),
  );
  if (found.named.size === 0 && added.length === 0 && shorter === path) {
    return { rewritten: forward, plain: forward, asks: false };
  }
  const kept = found.named.size === 0 ? query : found.kept;
  const plain = join(shorter, kept);
  const off = added.map(({ name, off }) => `${name}=${off}`).join('&');
  const rewritten = off === '' ? plain : join(shorter, kept === null || kept === '' ? off : `${kept}&${off}`);
  return {
    rewritten: shorter === path && keepsOff(query, found, off) ? forward : rewritten,
    plain,
    asks: found.asks || shorter !== path,
  };
}

/** Already as it would be rewritten: said once, last, as it is written here. */
function keepsOff(query: string | null, found: Found, off: string): boolean {
  return (
    query !== null && off !== '' && (found.kept === '' ? query === off : query === `${found.kept}&${off}`)
  );
}

interface Found {
  readonly named: ReadonlySet<QuerySwitch>;
  /** The query without them, separators as they were. */
  readonly kept: string;
  readonly asks: boolean;
}

const nothingFound: Found = { named: new Set(), kept: '', asks: false };

function readSwitches(query: string, switches: readonly QuerySwitch[]): Found {
  if (switches.length === 0) return nothingFound;
  const named = new Set<QuerySwitch>();
  let kept = '';
  let asks = false;
  for (const piece of piecesOf(query)) {
    const equals = piece.text.indexOf('=');
    const name = equals === -1 ? piece.text : piece.text.slice(0, equals);
    const found = switches.find((candidate) => isSwitchName(name, candidate.name));
    if (found === undefined) {
      kept += `${kept === '' ? '' : piece.separator}${piece.text}`;
      continue;
    }
    named.add(found);
    const value = equals === -1 ? '' : decode(piece.text.slice(equals + 1));
    asks ||= !found.falsy.includes(value.toLowerCase());
  }
  return { named, kept, asks };
}

interface Piece {
  /** Before it. */
  readonly separator: string;
  readonly text: string;
}

/** Parted at `&`, and at `;` as older servers do. */
function piecesOf(query: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let start = 0;
  for (let index = 0; index <= query.length; index += 1) {
    const sign = query[index];
    if (index < query.length && sign !== '&' && sign !== ';') continue;
    pieces.push({ separator: start === 0 ? '' : (query[start - 1] ?? ''), text: query.slice(start, index) });
    start = index + 1;
  }
  return pieces;
}

/** Whether some server takes an escaped name for that of a switch. Servers decode a name once; proxies before them may have, too. */
export function isSwitchName(escaped: string, name: string): boolean {
  if (escaped === name) return true;
  let decoded = decode(withinReason(escaped));
  for (let depth = 0; ; depth += 1) {
    if (isSpellingOf(decoded, name)) return true;
    const next = decodeLeniently(decoded);
    if (next === decoded || depth === deepestDecoding) return false;
    decoded = next;
  }
}

const deepestDecoding = 3;

function decode(text: string): string {
  return decodeLeniently(text.replaceAll('+', ' '));
}

/** Whether a path is one that a name begins. */
export function isBelow(path: string, name: string): boolean {
  return path === name || path.startsWith(`${name}/`);
}

/** However often they stand there: a target is rewritten once. */
function withoutPrefix(path: string, switches: readonly PathSwitch[]): string {
  let rest = path;
  for (;;) {
    const found = switches.find(({ name }) => isBelow(rest, name));
    if (found === undefined) return rest;
    rest = rest === found.name ? '/' : rest.slice(found.name.length);
  }
}

function join(path: string, query: string | null): string {
  return query === null || query === '' ? path : `${path}?${query}`;
}
