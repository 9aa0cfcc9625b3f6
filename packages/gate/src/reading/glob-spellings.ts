import { bestFit } from './best-fit.ts';
import { type FileNameSpellings, withoutFileNames } from './file-name-globs.ts';
import { foldCase, trimSegments, withoutTrailingSlash } from './foldings.ts';
import { behindNames, withDefaultActions } from './names-behind.ts';
import { beforeParameters } from './path-in-query.ts';
import { createReadingBudget } from './reading-budget.ts';
import { withTitles } from './title-names.ts';
import { asViews, globWithoutNamespaces } from './zope-names.ts';

/**
 * A glob in the folded forms that folded readings come in: as it is, with compatibility forms gone, and with
 * what lenient servers cut off gone too.
 */
export function foldGlobs(glob: string): readonly string[] {
  const plain = glob.replace(/\/:[^/]*/g, '/*');
  const folded = foldCase(bestFit(plain));
  const bare = withoutCutOffs(folded);
  const names = globWithoutNamespaces(bare);
  return [
    ...new Set([
      plain.toLowerCase(),
      folded,
      bare,
      names,
      asViews(bare),
      withTitles(bare),
      ...fileNames(glob).surely,
    ]),
  ];
}

/** What a glob of pages or scripts may hit besides: names without an extension, but no style sheet that lies there. */
export function cleanUrlGlobs(glob: string): readonly string[] {
  return fileNames(glob).pagesOnly;
}

/** What lies behind the clean URLs of scripts, files and default actions, unless the policy says otherwise. */
export function globsBehind(glob: string): readonly string[] {
  return [...fileNames(glob).behind, ...behindNames(bareGlob(glob))];
}

/** A page and the default action of its name. */
export function defaultActionGlobs(glob: string): readonly string[] {
  return withDefaultActions(bareGlob(glob));
}

function fileNames(glob: string): FileNameSpellings {
  return withoutFileNames(bareGlob(glob));
}

function bareGlob(glob: string): string {
  return withoutCutOffs(foldCase(bestFit(glob.replace(/\/:[^/]*/g, '/*'))));
}

/** A segment of nothing but dots stays, because without it the glob would mean its parent. */
function withoutCutOffs(glob: string): string {
  const bare = withoutTrailingSlash(glob);
  const trimmed = trimSegments(bare);
  return trimmed === bare || !/\/(?:\/|$)/.test(trimmed) ? trimmed : bare;
}

/**
 * A glob for exact readings: as written, which is decoded, and as clients escape it in a request line. An
 * exception for `/café` holds for the raw `/caf%C3%A9` and for its decoded reading, so both must be there.
 */
export function exactGlobs(glob: string): readonly string[] {
  const escaped = glob.replace(escapedByClients, encodeURIComponent);
  return escaped === glob ? [glob] : [glob, escaped];
}

/** What readings that end where parameters begin are in a glob that has such a sign itself: `/r` of `/r&d`. */
export function shortenedGlobs(glob: string): readonly string[] {
  return beforeParameters(glob, createReadingBudget()) ?? [];
}

/** The path percent-encode set of the URL standard, and every character that is not ASCII. */
const escapedByClients = /[\u0000-\u0020"#<>?^`{}\u007f]|[^\u0000-\u007f]+/g;
