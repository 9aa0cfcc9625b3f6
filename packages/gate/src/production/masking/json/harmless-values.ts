/** Where errors say something to read: their texts give way to the gate's own. */
const textNames: ReadonlySet<string> = new Set([
  ...['args', 'arguments', 'description', 'detail', 'details', 'error', 'errordescription', 'errormessage'],
  ...[
    'errormsg',
    'faultstring',
    'message',
    'messages',
    'msg',
    'reason',
    'summary',
    'text',
    'title',
    'usermessage',
  ],
]);

/** Where errors hold other errors. */
const nestingNames: ReadonlySet<string> = new Set([
  'data',
  'errors',
  'extensions',
  'fault',
  'json',
  'meta',
  'response',
]);

const numberNames: ReadonlySet<string> = new Set([
  ...['code', 'errorcode', 'httpcode', 'httpstatus', 'httpstatuscode', 'id', 'status', 'statuscode'],
  ...['time', 'timestamp'],
]);

const codeNames: ReadonlySet<string> = new Set([
  'category',
  'code',
  'errorcode',
  'level',
  'severity',
  'status',
  'type',
]);

/** Reason phrases of statuses say nothing that the status does not. */
const reasonPhrase =
  /^(?:\d{3} )?(?:bad request|unauthorized|forbidden|not found|method not allowed|conflict|gone|unprocessable (?:entity|content)|too many requests|internal server error|server error|not implemented|bad gateway|service unavailable|gateway time-?out)$/i;

export function holdsText(plainName: string): boolean {
  return textNames.has(plainName);
}

export function holdsErrors(plainName: string): boolean {
  return nestingNames.has(plainName) || textNames.has(plainName);
}

export function isHarmlessNumber(plainName: string): boolean {
  return numberNames.has(plainName);
}

/**
 * What a technical error may keep: what clients switch on, and what helps to find the error again. Codes are of one case,
 * as no name of an exception is.
 */
export function isHarmlessText(plainName: string, text: string): boolean {
  if (text === '' || /^\d{4}-\d\d-\d\d(?:[T ][\d:.,+Z-]{1,24})?$/.test(text)) return true;
  if (plainName === 'error' || plainName === 'title')
    return reasonPhrase.test(text) || /^[a-z]+(?:_[a-z]+){1,4}$/.test(text);
  if (codeNames.has(plainName))
    return /^(?:[A-Z0-9_-]{1,40}|[a-z0-9_-]{1,40}|about:blank)$/.test(text) || reasonPhrase.test(text);
  if (plainName === 'jsonrpc') return /^[\d.]{1,8}$/.test(text);
  return plainName.endsWith('id') && /^[\w-]{1,64}$/.test(text);
}

/** Names of members stay, unless they could say something themselves. */
export function isHarmlessName(name: string): boolean {
  return /^[@$\w.-]{1,64}$/.test(name);
}
