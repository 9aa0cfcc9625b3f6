/** What an error says, for those who may know. */
export interface ErrorStory {
  /** What its class or itself calls it; null for what is no error. */
  readonly name: string | null;
  readonly message: string | null;
  /** Trace, further fields and causes, as text. */
  readonly text: string;
}

/** Deep and wide enough for any real chain of causes. */
const mostErrors = 32;
const longestText = 256 * 1024;
const longestValue = 1_000;
/** Told by the trace, or told of by themselves. */
const toldOtherwise: ReadonlySet<string> = new Set(['name', 'message', 'stack', 'cause', 'errors']);

/** Never throws, whatever was thrown: fields may be getters that do. */
export function tellError(error: unknown): ErrorStory {
  const texts: string[] = [];
  try {
    tell(error, texts, new Set());
  } catch {
    texts.push('(it cannot be read any further)');
  }
  return {
    name: nameOf(error),
    message: textIn(error, 'message'),
    text: texts.join('\n').slice(0, longestText),
  };
}

/** One field of whatever was thrown; undefined where it cannot be read. */
export function fieldOf(error: unknown, key: string): unknown {
  if ((typeof error !== 'object' && typeof error !== 'function') || error === null) return undefined;
  try {
    return Reflect.get(error, key);
  } catch {
    return undefined;
  }
}

/** Its own name and those of its class and the classes above, but for those of every error. */
export function namesOf(error: unknown): readonly string[] {
  const names = [textIn(error, 'name')];
  try {
    for (let owner = prototypeOf(error); owner !== null; owner = prototypeOf(owner)) {
      names.push(textIn(fieldOf(owner, 'constructor'), 'name'));
    }
  } catch {
    // A proxy that says nothing of itself.
  }
  return names.filter(
    (name) => name !== null && name !== '' && name !== 'Error' && name !== 'Object',
  ) as string[];
}

function prototypeOf(value: unknown): object | null {
  return typeof value === 'object' && value !== null ? (Object.getPrototypeOf(value) as object | null) : null;
}

function nameOf(error: unknown): string | null {
  const own = textIn(error, 'name');
  const [named = own] = own === null || own === 'Error' ? namesOf(error) : [own];
  // It stands in lines of logs.
  return named === null ? null : named.replace(/[^\x20-\x7e]/g, ' ').slice(0, 120);
}

function textIn(error: unknown, key: string): string | null {
  const value = fieldOf(error, key);
  return typeof value === 'string' ? value : null;
}

function tell(error: unknown, texts: string[], seen: Set<unknown>): void {
  if (seen.has(error) || seen.size === mostErrors) return;
  seen.add(error);
  const head = `${nameOf(error) ?? 'Thrown'}: ${textIn(error, 'message') ?? plain(error)}`;
  const stack = textIn(error, 'stack');
  texts.push(stack === null || stack === '' ? head : stack);
  if (typeof error !== 'object' || error === null) return;
  for (const key of Object.keys(error)) {
    const value = fieldOf(error, key);
    if (toldOtherwise.has(key) || typeof value === 'object' || typeof value === 'function') continue;
    texts.push(`  ${key}: ${plain(value)}`);
  }
  const cause = fieldOf(error, 'cause');
  if (cause !== undefined) {
    texts.push('Caused by:');
    tell(cause, texts, seen);
  }
  const errors = fieldOf(error, 'errors');
  for (const inner of Array.isArray(errors) ? errors.slice(0, mostErrors) : []) {
    texts.push('Together with:');
    tell(inner, texts, seen);
  }
}

function plain(value: unknown): string {
  try {
    const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
    return (text ?? '').slice(0, longestValue);
  } catch {
    return '(it cannot be read)';
  }
}
