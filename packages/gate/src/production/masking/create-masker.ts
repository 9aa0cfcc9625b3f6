import { noBytes } from './byte-list.ts';
import { createJsonMasker } from './json/json-masker.ts';
import type { Masker, MaskerInput } from './masker.ts';
import { createMasking, type Masking } from './masking.ts';
import { createPageMasker } from './pages/page-masker.ts';
import { readResponseType } from './response-kind.ts';
import { createWholeMasker } from './whole-masker.ts';
import { createXmlMasker } from './xml/xml-masker.ts';

/**
 * Masks the technical errors of one response for a restricted reader; null where nothing of it is looked at. By its status an
 * error is read whole; else only what is an error inside a success waits, and all other bytes go on as they come.
 */
export function createMasker({ response, errors, words }: MaskerInput): Masker | null {
  try {
    const masker = chooseMasker(response.status, response.contentType, createMasking(errors, words));
    return masker === null ? null : guarded(masker);
  } catch {
    return nothing;
  }
}

/** For a response of which nothing can be said. */
const nothing: Masker = {
  contentType: null,
  isDone: false,
  write: () => noBytes,
  end: () => noBytes,
};

function chooseMasker(status: number, contentType: string | null, masking: Masking): Masker | null {
  const type = readResponseType(contentType);
  if (type.kind === 'binary') return null;
  // 503 is how an application says that it is busy, or closed; its page is for people unless it shows a trace.
  if (status >= 400) return createWholeMasker(masking, { type, hasFailed: status >= 500 && status !== 503 });
  if (type.hidesAscii) return null;
  switch (type.kind) {
    case 'html':
      return createPageMasker(masking);
    case 'json':
      return createOpeningMasker(masking);
    case 'xml':
      return createXmlMasker(masking);
    // Plain text in a success is a log, a script or a download as often as a message: a trace in it is its content.
    default:
      return null;
  }
}

/** PHP prints its warnings before the JSON that it was to print: then it is a page that says it is JSON. */
function createOpeningMasker(masking: Masking): Masker {
  let chosen: Masker | null = null;
  return {
    contentType: null,
    get isDone() {
      return chosen?.isDone ?? false;
    },
    write(chunk) {
      if (chosen !== null) return chosen.write(chunk);
      const first = chunk.find((byte) => byte !== 0x20 && (byte < 0x09 || byte > 0x0d));
      if (first === undefined) return chunk;
      chosen = first === 0x3c ? createPageMasker(masking) : createJsonMasker(masking);
      return chosen.write(chunk);
    },
    end: () => chosen?.end() ?? noBytes,
  };
}

/** Nothing is known to throw. Should something, what it held and all that follows is lost rather than shown. */
function guarded(masker: Masker): Masker {
  let hasFailed = false;
  function attempt(step: () => Uint8Array): Uint8Array {
    if (hasFailed) return noBytes;
    try {
      return step();
    } catch {
      hasFailed = true;
      return noBytes;
    }
  }
  return {
    contentType: masker.contentType,
    get isDone() {
      return !hasFailed && masker.isDone;
    },
    write: (chunk) => attempt(() => masker.write(chunk)),
    end: () => attempt(() => masker.end()),
  };
}
