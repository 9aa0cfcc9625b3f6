/** All readings of one path that has more than one. */
export type Readings =
  | { readonly malformed: string }
  | {
      readonly malformed: null;
      readonly exact: readonly string[];
      readonly folded: readonly string[];
      readonly encodedSeparator: boolean;
    };

/** Decoding goes on until nothing changes; a path that still changes after this is no real client's. */
const deepestDecoding = 4;

/**
 * Every reading of a path. `exact` holds the raw spelling, each level of percent-decoding and each of those
 * with backslashes as slashes, slashes merged, `;params` stripped and cut at a decoded `?` or `#`.
 * `folded` adds what only a lenient server does: case, compatibility forms, invisible characters, trailing
 * dots and spaces, file extensions, front controllers.
 */
export function readingsOf(path: string): Readings {
  const exact = new Set<string>();
  const folded = new Set<string>();
  let level = path;
  for (let depth = 0; ; depth += 1) {
    const problem = levelProblem(level);
    if (problem !== null) return { malformed: problem };
    for (const reading of spellings(level)) {
      exact.add(reading);
      for (const variant of foldings(reading)) folded.add(variant);
    }
    const next = depth === 0 ? decodeStrictly(level) : decodeLeniently(level);
    if (next === null) return { malformed: 'an invalid percent escape' };
    if (next === level) break;
    if (depth === deepestDecoding) return { malformed: 'percent escapes nested too deeply' };
    level = next;
  }
  return {
    malformed: null,
    exact: [...exact],
    folded: [...folded],
    encodedSeparator: /%(?:25)*(?:2f|5c)/i.test(path),
  };
}

/** Overlong forms of ASCII, refused at every level: lenient decoders turn them into `/` and `.`. */
const overlong = /%c[01]|%e0%[89]|%f0%8|%f[89a-f]/i;

function levelProblem(level: string): string | null {
  for (let index = 0; index < level.length; index += 1) {
    const code = level.charCodeAt(index);
    if (code < 0x20 || code === 0x7f) return 'an encoded control character';
  }
  if (overlong.test(level)) return 'an overlong percent escape';
  for (const segment of level.split(/[/\\]/)) {
    const semicolon = segment.indexOf(';');
    const name = (semicolon === -1 ? segment : segment.slice(0, semicolon)).trim();
    if (isDotSegment(name) || isDotSegment(name.normalize('NFKC'))) return 'a dot segment';
  }
  return null;
}

function isDotSegment(segment: string): boolean {
  return segment === '.' || segment === '..';
}

function* spellings(level: string): Generator<string> {
  yield level;
  const cut = level.search(/[?#]/);
  const paths = cut === -1 ? [level] : [level, level.slice(0, cut)];
  for (const path of paths) {
    yield path;
    const slashed = path.replaceAll('\\', '/');
    yield slashed;
    yield mergeSlashes(slashed);
    const stripped = stripParameters(slashed);
    yield stripped;
    yield mergeSlashes(stripped);
  }
}

/** Ordered so that each step only loosens: a protection that hits the spelling hits a folding of it too. */
function* foldings(reading: string): Generator<string> {
  // Compatibility forms may fold into slashes, and trimmed segments may become empty: merge last.
  const unmerged = trimSegments(foldCharacters(reading));
  for (const path of new Set([dropTrailingSlash(mergeSlashes(unmerged)), dropTrailingSlash(unmerged)])) {
    yield path;
    const slash = path.lastIndexOf('/');
    const bare = path.slice(0, slash + 1) + dropExtension(path.slice(slash + 1));
    yield dropTrailingSlash(bare);
    yield dropTrailingSlash(path.split('/').map(dropExtension).join('/'));
    const controller = /^\/[\w-]+\.(?:php\d?|phtml|cgi|fcgi|pl|py|asp|aspx|jsp|do|dll)(\/.+)$/.exec(path);
    if (controller?.[1]) {
      yield controller[1];
      const inner = controller[1];
      const last = inner.lastIndexOf('/');
      yield dropTrailingSlash(inner.slice(0, last + 1) + dropExtension(inner.slice(last + 1)));
    }
  }
}

/** Compatibility forms (full-width letters), invisible characters and case, dotless i included. */
function foldCharacters(path: string): string {
  return path
    .normalize('NFKC')
    .replace(/[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu, '')
    .toUpperCase()
    .toLowerCase()
    .normalize('NFKC')
    .replaceAll('\u0131', 'i')
    .replaceAll('i\u0307', 'i');
}

function trimSegments(path: string): string {
  return path
    .split('/')
    .map((segment) => segment.trim().replace(/[. ]+$/, ''))
    .join('/');
}

function dropExtension(segment: string): string {
  const dot = segment.indexOf('.', 1);
  return dot === -1 ? segment : segment.slice(0, dot);
}

function stripParameters(path: string): string {
  if (!path.includes(';')) return path;
  return path
    .split('/')
    .map((segment) => {
      const semicolon = segment.indexOf(';');
      return semicolon === -1 ? segment : segment.slice(0, semicolon);
    })
    .join('/');
}

function mergeSlashes(path: string): string {
  return path.includes('//') ? path.replace(/\/{2,}/g, '/') : path;
}

function dropTrailingSlash(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}

/** The first level as browsers and RFC 3986 clients write it: valid escapes of valid UTF-8 only. */
function decodeStrictly(level: string): string | null {
  if (!level.includes('%')) return level;
  try {
    return decodeURIComponent(level);
  } catch {
    return null;
  }
}

/** Deeper levels as a lenient server may decode data: escapes that are valid, the rest left alone. */
function decodeLeniently(level: string): string {
  if (!level.includes('%')) return level;
  return level.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
    try {
      return decodeURIComponent(run);
    } catch {
      return run.replace(/%([0-7][0-9a-f])/gi, (_, hex: string) =>
        String.fromCharCode(Number.parseInt(hex, 16)),
      );
    }
  });
}
