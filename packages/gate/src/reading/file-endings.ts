import { foldCase, isAscii, withoutCompatibilityForms } from './foldings.ts';
import type { TargetReading } from './read-target.ts';

/**
 * Which of these endings a name in the path has, under any exact reading, whatever its case; null when none has one. Looser
 * readings cut formats off (`/a.map.js` is `/a.map`): another file has that name. Dots and blanks after a name are nothing to
 * Windows, and a parameter or stream may follow it.
 */
export function endingIn({ exact }: Pick<TargetReading, 'exact'>, endings: readonly string[]): string | null {
  for (const path of exact) {
    const text = foldCase(isAscii(path) ? path : withoutCompatibilityForms(path));
    for (const ending of endings) if (hasEnding(text, ending)) return ending;
  }
  return null;
}

function hasEnding(path: string, ending: string): boolean {
  const searched = `.${ending}`;
  for (let at = path.indexOf(searched); at !== -1; at = path.indexOf(searched, at + 1)) {
    let next = at + searched.length;
    while (path[next] === '.' || path[next] === ' ') next += 1;
    if (next === path.length || '/;:\\'.includes(path[next] ?? '')) return true;
  }
  return false;
}
