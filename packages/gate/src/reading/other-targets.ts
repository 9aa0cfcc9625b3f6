import { malformedTarget, readTarget, type TargetReading } from './read-target.ts';
import type { ReadingBudget } from './reading-budget.ts';

/** A path that a header names beside the target's own. */
export interface OtherTarget {
  readonly value: string;
  /** Only read from: what guards it counts, what opens it says nothing about the request. */
  readonly isSource: boolean;
}

const none: readonly OtherTarget[] = Object.freeze([]);

/**
 * What is copied or moved, and to where: `Destination` of WebDAV (RFC 4918, 10.3) and OpenStack, and the sources of object
 * stores. Of any method, because the application may take it for another one.
 */
export function otherTargetsIn(headers: readonly string[]): readonly OtherTarget[] {
  let found: OtherTarget[] | null = null;
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const name = headers[index] ?? '';
    // `destination` and `x-copy-from`, `x-ms-copy-source` to `x-ms-rename-source`: most names are of other lengths.
    if (name.length !== 11 && (name.length < 16 || name.length > 18)) continue;
    const first = name.charCodeAt(0) | 0x20;
    if (first !== 0x64 && first !== 0x78) continue;
    const isSource = copySource.test(name);
    if (!isSource && name.toLowerCase() !== 'destination') continue;
    found ??= [];
    found.push({ value: (headers[index + 1] ?? '').trim(), isSource });
  }
  return found ?? none;
}

/** Amazon, Google, Azure, Alibaba, Tencent, Huawei, Baidu; Swift. Signs as CGI and its heirs take them. */
const copySource = /^x[-_](?:(?:amz|goog|ms|oss|cos|obs|bce)[-_](?:copy|rename)[-_]source|copy[-_]from)$/i;

/** One of each, at most. */
const mostTargets = 2;

/**
 * The target with the readings of these. Whose host they name does not matter: servers behind the gate know themselves by
 * other names than visitors do.
 */
export function withOtherTargets(
  target: TargetReading,
  others: readonly OtherTarget[],
  { routeNames, budget }: { readonly routeNames: ReadonlySet<string>; readonly budget: ReadingBudget },
): TargetReading {
  if (target.malformed !== null) return target;
  if (others.length > mostTargets) return malformedTarget(target.forward, 'more than one destination');
  const exact = new Set(target.exact);
  const folded = new Set(target.folded);
  let { encodedSeparator } = target;
  for (const { value, isSource } of others) {
    const paths = pathsOf(value, target.path);
    if (paths === null) return malformedTarget(target.forward, 'a destination that is no path and no URL');
    for (const path of paths) {
      const reading = readTarget(path, routeNames, budget);
      if (reading.malformed !== null) {
        return malformedTarget(target.forward, `${reading.malformed} in a destination`);
      }
      if (!isSource) for (const spelling of reading.exact) exact.add(spelling);
      for (const spelling of reading.folded) folded.add(spelling);
      encodedSeparator ||= reading.encodedSeparator;
    }
  }
  return { ...target, exact: [...exact], folded: [...folded], shortened: [], encodedSeparator };
}

/** Null where servers need not agree which path it is. */
function pathsOf(value: string, base: string): readonly string[] | null {
  if (value === '' || /[\u0000-\u001f\u007f]/.test(value)) return null;
  const written = value.replace(
    /[\u0080-\u00ff ]/g,
    (byte) => `%${byte.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
  if (written.startsWith('/')) return [written];
  const url = /^[a-z][a-z\d+.-]*:\/\/[^/?#\\]+(.*)$/i.exec(written);
  if (url !== null) {
    const [, path = ''] = url;
    return [path.startsWith('/') ? path : `/${path}`];
  }
  if (/^[a-z][a-z\d+.-]*:/i.test(written) && !/^arn:/i.test(written)) return null;
  // Below the root (OpenStack, object stores), or beside what is copied.
  return [`/${written}`, base.slice(0, base.lastIndexOf('/') + 1) + written];
}
