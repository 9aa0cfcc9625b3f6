import type { ProductionDuties, RawRequest } from '@portcullis/gate';
import { headerValues, isSwitchName } from '@portcullis/gate';

export interface ShownHeadersContext {
  readonly duties: ProductionDuties;
  readonly raw: RawRequest;
}

/**
 * In which debug tools send errors, and where to read more of them: Symfony (error-handler, web-profiler-bundle), PHP DebugBar,
 * Clockwork, FirePHP (Wildfire), ChromePHP and ChromeLogger, and what applications make up after them.
 */
const ofDebugTools =
  /^(?:x-debug(?:-|$)|x-exception(?:-|$)|x-clockwork-|x-chrome(?:logger|php)-data$|x-wf-|phpdebugbar(?:-|$)|x-error-(?:message|details?|trace|stack|file|line|class)$|x-(?:stack-?trace|traceback)$)/;

/**
 * The headers of a response without those that tell versions. For restricted readers also without those of debug tools, without
 * the value by which a switch was kept off in the address that they lead to, and with an end to the cookies by which their
 * reader turned debugging on.
 */
export function shownHeaders(headers: readonly string[], { duties, raw }: ShownHeadersContext): string[] {
  const { production, isMasked } = duties;
  const kept: string[] = [];
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const name = headers[index] ?? '';
    const folded = name.toLowerCase();
    if (production.removeHeaders.includes(folded) || (isMasked && ofDebugTools.test(folded))) continue;
    const value = headers[index + 1] ?? '';
    const isLeading = isMasked && (folded === 'location' || folded === 'content-location');
    kept.push(name, isLeading ? withoutOff(value, duties) : value);
  }
  if (isMasked) kept.push(...endedCookies(raw, duties));
  return kept;
}

/** Escaped where it stands within another address, as that which a sign-in page leads back to. */
function withoutOff(location: string, { production }: ProductionDuties): string {
  let cleaned = location;
  for (const candidate of production.switches) {
    if (candidate.in !== 'query' || candidate.off === null) continue;
    const pair = `${candidate.name}=${candidate.off}`;
    const escaped = `${candidate.name}%3D${candidate.off}`;
    cleaned = withoutPair(cleaned, { pair, first: '?', next: '&' });
    cleaned = withoutPair(cleaned, { pair: escaped, first: '%3F', next: '%26' });
  }
  return cleaned;
}

interface PairSigns {
  readonly pair: string;
  readonly first: string;
  readonly next: string;
}

/** Only where it is a whole parameter: between these signs, or at the end. */
function withoutPair(text: string, { pair, first, next }: PairSigns): string {
  const start = text.toLowerCase();
  for (const sign of [first, next]) {
    const at = start.indexOf(`${sign}${pair}`.toLowerCase());
    if (at === -1) continue;
    const end = at + sign.length + pair.length;
    const rest = text.slice(end);
    if (rest === '' || rest.startsWith('#')) return `${text.slice(0, at)}${rest}`;
    if (rest.toLowerCase().startsWith(next.toLowerCase())) {
      return `${text.slice(0, at + sign.length)}${rest.slice(next.length)}`;
    }
    // What it stands in goes on behind it.
    if (first === '%3F' && rest.startsWith('&')) return `${text.slice(0, at)}${rest}`;
  }
  return text;
}

function endedCookies(raw: RawRequest, { production }: ProductionDuties): readonly string[] {
  const names = production.switches.flatMap((candidate) =>
    candidate.in === 'cookie' ? [candidate.name] : [],
  );
  if (names.length === 0) return [];
  const sent = headerValues(raw.headers, 'cookie')
    .flatMap((line) => line.split(';'))
    .map((pair) => pair.split('=', 1)[0]?.trim() ?? '')
    .filter((name) => /^[\w.[\]%-]+$/.test(name) && names.some((known) => isSwitchName(name, known)));
  return [...new Set(sent)].flatMap((name) => ['Set-Cookie', `${name}=; Max-Age=0; Path=/`]);
}
