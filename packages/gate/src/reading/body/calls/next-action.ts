import { foldHeaderName } from '../../../model/header.ts';
import { parseContentType } from '../content-type.ts';
import { isPlainCoding, type Unreadable } from '../unreadable.ts';
import { carriesAction } from './action-arguments.ts';
import { type CallInput, type CallReading, judgeNames, shown, writeCall } from './call-reading.ts';
import { fieldsInBody } from './form-fields.ts';

export interface NextActionRule {
  /** Ids of server actions, as the build gave them. */
  readonly read: readonly string[];
}

/**
 * A server action of Next.js: its id stands in the `Next-Action` header of a POST, or without scripts in the
 * name of a field. A POST that names none, or whose arguments carry another, is a write. Other methods run no action: without the header they
 * are reads that call nothing.
 */
export function readNextAction(input: CallInput, rule: NextActionRule): CallReading {
  const inHeader = idsInHeaders(input.headers);
  if (inHeader === null) return writeCall('more than one Next-Action header, or one in odd spelling');
  if (input.method !== 'POST') {
    const isRead = input.method === 'GET' || input.method === 'HEAD' || input.method === 'OPTIONS';
    if (!isRead || input.body.length > 0) return writeCall('a server action by another method than POST');
    return inHeader.length === 0 ? { access: 'read', names: [] } : judgeNames(inHeader, rule.read);
  }
  const inBody = idsInBody(input);
  if ('problem' in inBody) return writeCall(inBody.problem, inHeader);
  const ids = [...new Set([...inHeader, ...inBody.ids])];
  return ids.length === 0 ? writeCall('a POST without a Next-Action header') : judgeNames(ids, rule.read);
}

/** One or none; null when there are more, or an alias that a proxy may make one of. */
function idsInHeaders(headers: readonly string[]): readonly string[] | null {
  const ids: string[] = [];
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const name = headers[index] ?? '';
    if (foldHeaderName(name) !== 'next-action') continue;
    if (ids.length > 0 || name.toLowerCase() !== 'next-action') return null;
    ids.push(headers[index + 1] ?? '');
  }
  return ids;
}

/** Ids in the names of form fields. A script that sends a form puts a number before each. */
const field = /^(?:\d{1,4}_)?\$ACTION_ID_(.{1,128})$/s;

const anotherAction: Unreadable = { problem: 'arguments that may carry another action' };

function idsInBody(input: CallInput): { readonly ids: readonly string[] } | Unreadable {
  if (!isPlainCoding(input.contentEncoding)) return { problem: 'a body in a coding' };
  if (input.contentType !== null) {
    const contentType = parseContentType(input.contentType);
    if (contentType === null) return { problem: 'a malformed Content-Type' };
    // Next compares the types of forms letter by letter: with a charset, or a capital, the body is arguments as it is.
    const isArguments = !input.contentType.startsWith('multipart/form-data');
    if (isArguments && carriesAction([new TextDecoder().decode(input.body)])) return anotherAction;
    // What a script sends without a form. Route handlers ignore the header and take other types.
    if (contentType.type === 'text/plain') return { ids: [] };
  }
  const form = fieldsInBody(input);
  if ('problem' in form) return form;
  const ids: string[] = [];
  const values: string[] = [];
  for (const { name, value, isFile } of form.fields) {
    if (value !== null) values.push(value);
    else if (!isFile) return anotherAction;
    // Any case and place: other `$ACTION_` fields name an action by way of further fields.
    if (!/\$action/i.test(name)) continue;
    const id = field.exec(name)?.[1];
    if (id === undefined) return { problem: `a field ${shown(name)} that may name an action` };
    ids.push(id);
  }
  return carriesAction(values) ? anotherAction : { ids };
}
