import { reservedPrefix } from './header.ts';
import { knownMethods } from './known-methods.ts';
import { nearestWord } from './nearest-word.ts';
import { looksLikeNamedRest, looksLikeNamedSegment, otherRoutersWords } from './other-routers-words.ts';
import { type Given, readOptionalString, readString } from './parse-given.ts';
import { quote } from './parse-problems.ts';
import type { RoutePattern } from './policy.ts';

const longestPattern = 1_024;
const matchShape = '"[METHOD[,METHOD] ]GLOB" such as "POST /orders/:id/refund"';

/** Reads a match string; null when something is wrong with it. */
export function readRoutePattern(given: Given, host: string | null): RoutePattern | null {
  const source = readString(given, {
    expected: matchShape,
    longest: longestPattern,
    problemOf: matchProblem,
  });
  if (source === '') return null;
  const { methods, glob } = splitMatch(source);
  for (const method of methods ?? []) {
    if (knownMethods.includes(method)) continue;
    const meant = nearestWord(method, knownMethods);
    given.problems.warn(
      given.path,
      meant === null
        ? `${method} is no registered method; the rule holds for requests that say exactly this`
        : `${method} is no registered method; did you mean ${meant}?`,
    );
  }
  if (looksLikeNamedRest(glob)) {
    given.problems.warn(given.path, 'a name behind * is an ending; for everything below write **');
  }
  if (looksLikeNamedSegment(glob)) {
    given.problems.warn(given.path, '$ and a name is that very name; for any segment write :name');
  }
  return { source, methods, glob, host };
}

/** Reads a path that is meant literally. */
export function readExactPath(given: Given, example: string): string {
  return readString(given, {
    expected: `an exact path such as "${example}"`,
    longest: longestPattern,
    problemOf: exactPathProblem,
  });
}

export function exactPathProblem(path: string): string | null {
  return (
    globProblem(path) ??
    (path.includes('*') || path.includes('/:') ? 'Only an exact path is allowed here, no pattern.' : null)
  );
}

/** Reads a host name as requests are compared with it: lower case, without a port. */
export function readHostName(given: Given): string {
  return readString(given, hostRules).toLowerCase();
}

export function readOptionalHostName(given: Given): string | null {
  return readOptionalString(given, hostRules)?.toLowerCase() ?? null;
}

const hostRules = {
  expected: 'a host name such as "admin.example.com"',
  longest: 253,
  problemOf: hostProblem,
};

function hostProblem(host: string): string | null {
  if (host.includes('/')) return 'Leave the scheme and the path away.';
  if (/:\d+$/.test(host)) return 'Leave the port away: a host counts on every port.';
  if (host.includes('*')) return 'Wildcards are not allowed: write every host.';
  if (host.endsWith('.')) return 'Leave the dot at the end away.';
  const labels = host.split('.');
  return labels.every((label) => /^[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?$/.test(label))
    ? null
    : 'Use letters, digits, hyphens and dots; international names in their xn-- form.';
}

function matchProblem(source: string): string | null {
  const { methods, glob } = splitMatch(source);
  if (source !== source.trim()) return 'Remove the spaces around it.';
  if (methods?.some((method) => everyMethod.test(method))) return 'For every method, leave the method away.';
  const bad = methods?.find((method) => !/^[A-Z][A-Z0-9_-]{0,31}$/.test(method));
  if (bad !== undefined) {
    if (/^[A-Za-z][A-Za-z0-9_-]*$/.test(bad)) {
      return `Methods are case-sensitive: write ${quote(`${methods?.join(',').toUpperCase()} ${glob}`)}.`;
    }
    return 'Write methods in upper case with single commas and no spaces between them, then one space, then the glob.';
  }
  if (methods !== null && new Set(methods).size !== methods.length) return 'A method is there twice.';
  if (methods?.includes('CONNECT')) return 'CONNECT is never let through, so a rule about it does nothing.';
  return globProblem(glob);
}

/** What others call it: API gateways, Express, Symfony. */
const everyMethod = /^(?:\*|any|all)$/i;

function splitMatch(source: string): { methods: readonly string[] | null; glob: string } {
  if (source.startsWith('/')) return { methods: null, glob: source };
  const space = source.lastIndexOf(' ');
  if (space === -1) return { methods: null, glob: source };
  return { methods: source.slice(0, space).split(','), glob: source.slice(space + 1) };
}

/** What is wrong with a glob on canonical paths, and what to do; null when it is fine. */
export function globProblem(glob: string): string | null {
  if (!glob.startsWith('/')) return 'The path begins with a slash.';
  if (glob.includes('?'))
    return 'Rules look at the path only, never at the query: leave ? and what follows away.';
  if (glob.includes('#')) return 'A request carries no fragment: leave # and what follows away.';
  if (glob.includes('%'))
    return 'Write paths decoded: the character itself instead of its % escape, or * for the segment.';
  if (glob.includes('\\')) return 'Write / instead of a backslash.';
  if (/[\p{Cc}\p{Cf}\p{Z}]/u.test(glob) || !glob.isWellFormed()) {
    return 'Spaces, control characters and invisible characters are not allowed: write * for the segment.';
  }
  if (glob.includes('//')) return 'Write a single slash.';
  if (`${glob}/`.startsWith(reservedPrefix)) return `${reservedPrefix} belongs to the gate itself.`;
  const segments = glob.slice(1).split('/');
  for (const [index, segment] of segments.entries()) {
    const problem = segmentProblem(segment, index === segments.length - 1);
    if (problem !== null) return problem;
  }
  return null;
}

function segmentProblem(segment: string, isLast: boolean): string | null {
  if (segment === '.' || segment === '..')
    return 'Dot segments are refused in requests: write the path they lead to.';
  if (segment === '**')
    return isLast ? null : '** stands for everything below and is allowed at the end only.';
  if (segment.includes('**')) return '** stands alone in the last segment; inside a segment write one *.';
  if (segment.startsWith(':')) {
    return /^:[A-Za-z_]\w*$/.test(segment)
      ? null
      : 'A parameter is a whole segment: a colon and a name of letters, digits and _. For a part of a segment write *.';
  }
  if (segment.split('*').length > 2) return 'One * per segment is allowed.';
  return otherRoutersWords(segment);
}
