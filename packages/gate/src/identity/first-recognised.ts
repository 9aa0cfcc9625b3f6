import type { IdentityVia } from '../model/identity.ts';
import type { RawRequest } from '../model/request.ts';
import type { IdentityContext, IdentitySource, Recognised, Recognition } from '../ports/identity-source.ts';

export interface RecognisedBy extends Recognised {
  /** The kind of the source that named them. */
  readonly via: IdentityVia;
}

/**
 * Asks the sources in order; the first that names somebody wins. Synchronous as long as every source asked
 * answers synchronously. A source that throws or rejects names nobody, and is unsure: errors never open. Unsure is also the
 * answer when nobody is named and some source was.
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
      const recognition = await answer;
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
    return source.recognise(request, context);
  } catch {
    return 'unsure';
  }
}
