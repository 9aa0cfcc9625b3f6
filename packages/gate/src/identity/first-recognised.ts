import type { IdentityVia } from '../model/identity.ts';
import type { RawRequest } from '../model/request.ts';
import type { IdentityContext, IdentitySource, Recognised } from '../ports/identity-source.ts';

export interface RecognisedBy extends Recognised {
  /** The kind of the source that named them. */
  readonly via: IdentityVia;
}

/**
 * Asks the sources in order; the first that names somebody wins. Synchronous as long as every source asked
 * answers synchronously. A source that throws or rejects names nobody: errors never open.
 */
export function firstRecognised(
  sources: readonly IdentitySource[],
  request: RawRequest,
  context: IdentityContext,
): RecognisedBy | null | Promise<RecognisedBy | null> {
  for (const [index, source] of sources.entries()) {
    const answer = ask(source, request, context);
    if (answer instanceof Promise) return settle(sources.slice(index), request, { context, first: answer });
    if (answer !== null) return { ...answer, via: source.kind };
  }
  return null;
}

async function settle(
  sources: readonly IdentitySource[],
  request: RawRequest,
  { context, first }: { context: IdentityContext; first: Promise<Recognised | null> },
): Promise<RecognisedBy | null> {
  let answer: Recognised | null | Promise<Recognised | null> = first;
  for (const [index, source] of sources.entries()) {
    if (index > 0) answer = ask(source, request, context);
    try {
      const recognised = await answer;
      if (recognised !== null) return { ...recognised, via: source.kind };
    } catch {
      // The next source may know them.
    }
  }
  return null;
}

function ask(
  source: IdentitySource,
  request: RawRequest,
  context: IdentityContext,
): Recognised | null | Promise<Recognised | null> {
  try {
    return source.recognise(request, context);
  } catch {
    return null;
  }
}
