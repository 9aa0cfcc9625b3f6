import { headerValues } from '../../../model/header.ts';
import { isSpellingOf } from '../../parameter-name.ts';
import { isEncodedWord } from '../body-overrides.ts';
import { type CallInput, type CallReading, judgeNames, writeCall } from './call-reading.ts';
import { type FormField, fieldsInBody, fieldsInText } from './form-fields.ts';

export interface FormCallRule {
  /** The parameter that names the action, such as `action` of WordPress' admin-ajax.php. */
  readonly field: string;
  /** Its values. */
  readonly read: readonly string[];
  /** What a request does that names no action. @default "write" */
  readonly absent?: 'read' | 'write';
}

/**
 * An endpoint where one parameter of the query or of the form says what is done. Servers disagree on which of
 * two wins, and on other spellings of its name: it must come once in each at most, plainly, and agree.
 */
export function readFormCall(input: CallInput, rule: FormCallRule): CallReading {
  const isPost = input.method === 'POST';
  if (!isPost && input.method !== 'GET' && input.method !== 'HEAD') {
    return writeCall('a form by another method than GET or POST');
  }
  if (!isPost && input.body.length > 0) return writeCall('a body that comes with a read');
  const query = fieldsInText(input.query ?? '');
  if ('problem' in query) return writeCall(query.problem);
  const body = fieldsInBody(input);
  if ('problem' in body) return writeCall(body.problem);
  const inQuery = valueIn(query.fields, rule.field);
  const inBody = valueIn(body.fields, rule.field);
  if (inQuery === null || inBody === null)
    return writeCall('the action said more than once, or in odd spelling');
  const value = inQuery ?? inBody;
  if (value === undefined && (rule.absent !== 'read' || !hasNone(input, rule)))
    return writeCall('no action said');
  if (inQuery !== undefined && inBody !== undefined && inQuery !== inBody) {
    return writeCall('query and body that say different actions', [inQuery, inBody]);
  }
  const inCookies = valuesInCookies(input.headers, rule.field);
  const unlisted = inCookies.find((said) => !rule.read.includes(said));
  if (unlisted !== undefined) return writeCall('a cookie that says another action', [value ?? '', unlisted]);
  return value === undefined ? { access: 'read', names: [] } : judgeNames([value], rule.read);
}

/** Neither a cookie says one: PHP may take it for the parameter. */
function hasNone({ headers }: CallInput, { field }: FormCallRule): boolean {
  return valuesInCookies(headers, field).length === 0;
}

/**
 * PHP without a php.ini, as its container images are, puts cookies into `$_REQUEST`, over query and form. One in odd
 * spelling says what no rule lists.
 */
function valuesInCookies(headers: readonly string[], field: string): string[] {
  const values: string[] = [];
  for (const line of headerValues(headers, 'cookie')) {
    for (const piece of line.split(';')) {
      const equals = piece.indexOf('=');
      const name = (equals === -1 ? piece : piece.slice(0, equals)).trim();
      const value = equals === -1 ? '' : piece.slice(equals + 1);
      if (name === field) values.push(value);
      else if (isSpellingOf(decodeLeniently(name), field)) values.push('');
    }
  }
  return values;
}

/** PHP decodes names of cookies before 8.0 (CVE-2020-7070), ASP does today. */
function decodeLeniently(name: string): string {
  return name
    .replaceAll('+', ' ')
    .replace(/%(?:u00)?([\da-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** Undefined when it is not there; null when it is there twice, as a file, or spelled as some servers read it. */
function valueIn(fields: readonly FormField[], field: string): string | null | undefined {
  let found: string | null | undefined;
  for (const { name, value } of fields) {
    if (isEncodedWord(name)) return null;
    if (!isSpellingOf(name, field)) continue;
    if (name !== field || found !== undefined) return null;
    found = value;
  }
  return found;
}
