import { isSpellingOf } from '../../parameter-name.ts';
import { type CallInput, type CallReading, judgeNames, writeCall } from './call-reading.ts';
import { type FormField, fieldsInBody, fieldsInText } from './form-fields.ts';

export interface FormCallRule {
  /** The parameter that names the action, such as `action` of WordPress' admin-ajax.php. */
  readonly field: string;
  /** Its values. */
  readonly read: readonly string[];
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
  if (value === undefined) return writeCall('no action said');
  if (inQuery !== undefined && inBody !== undefined && inQuery !== inBody) {
    return writeCall('query and body that say different actions', [inQuery, inBody]);
  }
  return judgeNames([value], rule.read);
}

/** Undefined when it is not there; null when it is there twice, as a file, or spelled as some servers read it. */
function valueIn(fields: readonly FormField[], field: string): string | null | undefined {
  let found: string | null | undefined;
  for (const { name, value } of fields) {
    if (!isSpellingOf(name, field)) continue;
    if (name !== field || found !== undefined) return null;
    found = value;
  }
  return found;
}
