import { type IdentityVia, isRole } from '../model/identity.ts';
import type { RawRequest } from '../model/request.ts';
import type { IdentityContext, IdentitySource, Recognised, Recognition } from '../ports/identity-source.ts';

export interface RecognisedBy extends Recognised {
  /** The kind of the source that named them. */
  readonly via: IdentityVia;
}

/**
 * Asks the sources in order; the first that names somebody wins. Synchronous as long as every source asked
 * answers synchronously. A source that throws, rejects, hangs or gives what is no answer names nobody, and is unsure: errors
 * never open. Unsure is also the answer when nobody is named and some source was.
 */
export function firstRecognised(
  sources: readonly IdentitySource[],
  request: RawRequest,
  context: IdentityContext,
): RecognisedBy | 'unsure' | null | Promise<RecognisedBy | 'unsure' | null> {
  let found: 'unsure' | null = null;
  for (const [index, source] of sources.entries()) {
    const answer = ask(source, request, context);
    if (answer instanceof Promise) {
      return settle(sources.slice(index), request, { context, first: answer, found });
    }
    if (answer === 'unsure') found = answer;
    else if (answer !== null) return { ...answer, via: source.kind };
  }
  return found;
}

interface Unsettled {
  readonly context: IdentityContext;
  readonly first: Promise<Recognition>;
  /** By the sources that answered at once. */
  readonly found: 'unsure' | null;
}

async function settle(
  sources: readonly IdentitySource[],
  request: RawRequest,
  { context, first, found: foundBefore }: Unsettled,
): Promise<RecognisedBy | 'unsure' | null> {
  let found = foundBefore;
  let answer: Recognition | Promise<Recognition> = first;
  for (const [index, source] of sources.entries()) {
    if (index > 0) answer = ask(source, request, context);
    try {
      const recognition = checked(await inTime(answer));
      if (recognition === 'unsure') found = recognition;
      else if (recognition !== null) return { ...recognition, via: source.kind };
    } catch {
      // The next source may know them.
      found = 'unsure';
    }
  }
  return found;
}

function ask(
  source: IdentitySource,
  request: RawRequest,
  context: IdentityContext,
): Recognition | Promise<Recognition> {
  try {
    const answer: unknown = source.recognise(request, context);
    if (answer instanceof Promise) return answer;
    // Promises of other makes are given, too, and are no answer.
    return isThenable(answer) ? Promise.resolve(answer as PromiseLike<Recognition>) : checked(answer);
  } catch {
    return 'unsure';
  }
}

/** Sources are written without types, too: one that forgets to return must not name somebody of no role, who is no visitor. */
function checked(answer: unknown): Recognition {
  if (answer === null || answer === 'unsure') return answer;
  const { role, subject } = (typeof answer === 'object' ? answer : {}) as Partial<Recognised>;
  return isRole(role) && typeof subject === 'string' ? (answer as Recognised) : 'unsure';
}

/** Longer than any source waits by itself. */
const longestMs = 60_000;

/** Whoever is asked about an open socket, or a slow request, is asked so that it can be cut: that must not wait for ever. */
async function inTime(answer: Recognition | Promise<Recognition>): Promise<Recognition> {
  if (!(answer instanceof Promise)) return answer;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<'unsure'>((resolve) => {
    timer = setTimeout(resolve, longestMs, 'unsure');
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

function isThenable(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
