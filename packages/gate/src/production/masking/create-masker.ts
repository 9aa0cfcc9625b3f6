import { ByteList, noBytes } from './byte-list.ts';
import { createBareErrorMasker, mayBeBareError, openingBytes } from './json/bare-error.ts';
import { createJsonMasker } from './json/json-masker.ts';
import type { Masker, MaskerInput } from './masker.ts';
import { createMasking, type Masking } from './masking.ts';
import { createPageMasker } from './pages/page-masker.ts';
import { isJsonLines, type ResponseKind, type ResponseType, readResponseType } from './response-kind.ts';
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
  isDone: () => false,
  write: () => noBytes,
  end: () => noBytes,
};

function chooseMasker(status: number, contentType: string | null, masking: Masking): Masker | null {
  const type = readResponseType(contentType);
  // 503 is how an application says that it is busy, or closed; its page is for people unless it shows a trace.
  if (status >= 400) return createWholeMasker(masking, { type, hasFailed: status >= 500 && status !== 503 });
  // Nobody sees the page of a redirect but who looks for one, and one that fails may have its status already.
  const leadsOn = status >= 300 && status !== 304 && !isFile(type);
  if (leadsOn) return createWholeMasker(masking, { type, hasFailed: false });
  if (isFile(type) || (isHiding(type) && type.kind !== 'json')) return null;
  if (isJsonLines(type.type)) return createJsonMasker(masking, { isOfLines: true });
  if (type.kind === 'xml') return createXmlMasker(masking);
  // Scripts, style sheets and files are never looked at: they would be unpacked and packed again for nothing.
  const isLookedAt = type.kind === 'html' || type.kind === 'json' || saysNothing.has(type.type);
  return isLookedAt ? createOpeningMasker(type.kind, masking) : null;
}

/** A charset that nobody knows hides nothing in a success: browsers guess, and read its ASCII as such. */
function isHiding({ hidesAscii, encoding }: ResponseType): boolean {
  return hidesAscii && encoding !== null;
}

function isFile({ kind, type }: ResponseType): boolean {
  return kind === 'binary' || type.startsWith('image/');
}

/** What programs are sent JSON as, and browsers pages, by applications that name no type, or the first that comes to mind. */
const saysNothing: ReadonlySet<string> = new Set([
  ...['', '*/*', 'application/unknown', 'text/plain', 'unknown/unknown'],
]);

/** By its first signs, as whoever reads it takes it for what he asked for, whatever its type says. */
function createOpeningMasker(kind: ResponseKind, masking: Masking): Masker {
  let chosen: Masker | null = null;
  let isText = false;
  /** From the first brace on, where a few signs more tell what it opens. */
  const opening = new ByteList();

  function choose(first: number): Masker | null {
    const isJson = first === openingBrace || first === openingBracket;
    // What is a page by its type may be one behind its first braces, too.
    if (kind === 'html' && isJson)
      return oneBehindOther(createJsonMasker(masking), createPageMasker(masking));
    if (kind !== 'json' && first === lessThan) {
      const faults = createXmlMasker(masking);
      return kind === 'text' ? faults : oneBehindOther(faults, createPageMasker(masking));
    }
    if (kind === 'html') return createPageMasker(masking);
    if (isJson) return createJsonMasker(masking);
    if (first === closingParenthesis) return createJsonMasker(masking);
    // PHP prints its warnings before the JSON that it was to print: then it is a page that says it is JSON.
    if (kind === 'json') return first === lessThan ? createPageMasker(masking) : createJsonMasker(masking);
    // Plain text in a success is a log, a script or a download as often as a message: a trace in it is its content.
    return null;
  }

  function open(): Uint8Array {
    const bytes = opening.take();
    const other = choose(openingBrace) ?? createJsonMasker(masking);
    chosen = mayBeBareError(bytes) ? createBareErrorMasker(masking, other) : other;
    return chosen.write(bytes);
  }

  return {
    contentType: null,
    isDone: () => isText || (chosen?.isDone() ?? false),
    write(chunk) {
      if (isText) return chunk;
      if (chosen !== null) return chosen.write(chunk);
      const at = opening.length > 0 ? 0 : chunk.findIndex((byte) => !isBlank(byte));
      if (at === -1) return chunk;
      if (masking.errors.jsonRpc === 'odoo' && (opening.length > 0 || chunk[at] === openingBrace)) {
        opening.add(chunk.subarray(at));
        const output = new ByteList();
        output.add(chunk.subarray(0, at));
        if (opening.length >= openingBytes) output.add(open());
        return output.take();
      }
      chosen = choose(chunk[at] ?? 0);
      isText = chosen === null;
      return chosen?.write(chunk) ?? chunk;
    },
    end() {
      const last = new ByteList();
      if (opening.length > 0) last.add(open());
      if (chosen !== null) last.add(chosen.end());
      return last.take();
    },
  };
}

/** All that the first lets on goes through the second. */
function oneBehindOther(first: Masker, second: Masker): Masker {
  return {
    contentType: null,
    isDone: () => first.isDone() && second.isDone(),
    write: (chunk) => second.write(first.write(chunk)),
    end() {
      const last = new ByteList();
      last.add(second.write(first.end()));
      last.add(second.end());
      return last.take();
    },
  };
}

/** Of `)]}',`, by which a document is no script. */
const closingParenthesis = 0x29;
const openingBrace = 0x7b;
const openingBracket = 0x5b;
const lessThan = 0x3c;

/** White space, and the bytes of a byte order mark, which nothing else begins with. */
function isBlank(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d) || byte === 0xef || byte === 0xbb || byte === 0xbf;
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
    isDone: () => !hasFailed && masker.isDone(),
    write: (chunk) => attempt(() => masker.write(chunk)),
    end: () => attempt(() => masker.end()),
  };
}
