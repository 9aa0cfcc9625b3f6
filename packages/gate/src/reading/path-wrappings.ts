/**
 * What some servers take out of a path before they route it: session segments of ASP.NET, mounts of a transport, names
 * of methods and streams behind a name. For protections only; each works in one pass.
 */

/**
 * Without what stands in parentheses: ASP.NET drops segments such as `(S(x))` and `(A(x)F(y))` wherever they stand
 * (CVE-2023-36899), SAP what follows a name. `isJoined`: together with the slash before, so that `/ad/(S(x))min` is
 * `/admin`. `isCookieless`: only what is a session to ASP.NET; other parentheses may be part of a name.
 */
export function withoutGroups(
  path: string,
  { isJoined, isCookieless }: { readonly isJoined: boolean; readonly isCookieless: boolean },
): string {
  let rest = '';
  let end = 0;
  for (const [start, after] of outermostGroups(path)) {
    if (isCookieless && !cookieless.test(path.slice(start + 1, start + 3))) continue;
    const from = isJoined && path[start - 1] === '/' ? start - 1 : start;
    rest += path.slice(end, Math.max(end, from));
    end = after;
  }
  if (end === 0) return path;
  rest += path.slice(end);
  return rest.startsWith('/') ? rest : `/${rest}`;
}

const cookieless = /^[a-z]\($/i;

/** Balanced groups that lie in no other: where each starts, and where the path goes on. */
function outermostGroups(path: string): readonly (readonly [number, number])[] {
  const opened: number[] = [];
  const groups: [number, number][] = [];
  for (let index = 0; index < path.length; index += 1) {
    const code = path.charCodeAt(index);
    if (code === 0x28) opened.push(index);
    if (code !== 0x29) continue;
    const start = opened.pop();
    if (start === undefined) continue;
    while ((groups.at(-1)?.[0] ?? -1) > start) groups.pop();
    groups.push([start, index + 1]);
  }
  return groups;
}

/**
 * Names without what follows them: the method of a Struts action (`/admin!view`), a stream of NTFS (`/a::$DATA`,
 * `/a:$I30:$INDEX_ALLOCATION`).
 */
export function withoutNameSuffixes(path: string): string {
  if (!path.includes('!') && !path.includes(':')) return path;
  return path.split('/').map(withoutNameSuffix).join('/');
}

function withoutNameSuffix(name: string): string {
  const method = name.indexOf('!', 1);
  const action = method === -1 ? name : name.slice(0, method) + extensionOf(name);
  const stream = action.indexOf(':', 1);
  if (stream === -1) return action;
  return action.includes('$', stream) || stream === action.length - 1 ? action.slice(0, stream) : action;
}

/** `!view.action`: a segment without the method still ends in `.action`. */
function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot > name.indexOf('!', 1) ? name.slice(dot) : '';
}

/**
 * Without the mounts that hand what follows to the same application: the servlets of Faces and the old invoker of
 * Tomcat, the data of Next.js and Gatsby pages, Nuxt's pictures behind what is done to them (measured with ipx 3.1), the
 * host by which Zope is to know itself. In any
 * place, because a context path or base path stands before.
 */
export function withoutMounts(path: string): string {
  if (!isMounted(path)) return path;
  return path.replace(mounts, '') || '/';
}

/**
 * Next.js keeps the data of pages by language: `/_next/data/BUILD/en/members.json` is that of `/members`, `en.json` that
 * of the front page. Null when nothing looks like a language there.
 */
export function withoutLanguage(path: string): string | null {
  const match = languageOfData.exec(path);
  if (match === null) return null;
  const [all, mount = ''] = match;
  const rest = path.slice(match.index + all.length);
  return `${path.slice(0, match.index)}${mount}${rest.startsWith('/') ? rest : '/'}`;
}

const languageOfData = /(\/_next\/data\/[^/]*)\/[a-z]{2,3}(?:[-_][a-z\d]{2,8}){0,3}(?=\/|$|\.json$)/i;

/**
 * Without the endings of formats wherever they stand, as Restler takes them out of a path by text: `/ad.jsonmin` is
 * `/admin`. One after the other, so that what is left when one is gone may be another (`.xm.jsonl`). Nothing where they
 * stand at the end of names alone, where they are endings to others, too.
 */
export function withoutFormatsWithin(path: string): readonly string[] {
  if (!formatWithin.test(path)) return [];
  const shorter: string[] = [];
  let rest = path;
  for (let round = 0; round < mostRounds; round += 1) {
    const next = rest.replace(formats, '');
    if (next === rest) break;
    shorter.push(next.startsWith('/') ? next : `/${next}`);
    rest = next;
  }
  return shorter;
}

/** Longest first where one begins another; `/orders.jsp` is no format with a letter behind it. */
const formatNames = 'json|xml|yaml|plist|html|amf|csv|tsv|js(?!on|(?:p[afx]?|x|f|w)(?:/|$))';
const formats = new RegExp(`\\.(?:${formatNames})`, 'gi');
const formatWithin = new RegExp(`\\.(?:${formatNames})[^/]|/\\.(?:${formatNames})/.`, 'i');
/** Restler looks for each once; sites have two or three. */
const mostRounds = 3;

export function isMounted(path: string): boolean {
  return mounted.test(path);
}

const mounted = /\/(?:_next\/data|_ipx|faces|servlet|page-data|virtualhostbase)\//i;
const mounts =
  /\/(?:(?:_next\/data\/[^/]*|_ipx\/[^/]*|faces|servlet|page-data|virtualhostbase\/[^/]*\/[^/]*)(?=\/)|virtualhostroot(?:\/_vh_[^/]*)*(?=\/|$))/gi;
