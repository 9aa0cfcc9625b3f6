import { headerValues } from '@portcullis/gate';
import { createMasker, type Errors, type MaskWords } from '@portcullis/gate/production';
import type { BodyStage } from './body-stages.ts';
import { contentCoding } from './content-coding.ts';

export interface MaskingInput {
  readonly method: string;
  readonly response: {
    readonly status: number;
    /** Flat list of names and values, as the upstream sent them. */
    readonly headers: readonly string[];
  };
  readonly errors: Errors;
  readonly words: MaskWords;
}

export interface MaskingPlan {
  /** The whole list to send instead of the response's. */
  readonly headers: string[];
  /** The body goes through it, uncompressed. */
  readonly stage: BodyStage;
  /** Nothing of the application's body goes on: it is in a coding that cannot be undone. */
  readonly isReplaced: boolean;
}

/** What tells something of the bytes that the application sent. */
const ofBytes: ReadonlySet<string> = new Set(['content-md5', 'digest', 'content-digest', 'repr-digest']);

/** How technical errors are taken out of a response; null when it goes on as it is. */
export function planMasking({ method, response, errors, words }: MaskingInput): MaskingPlan | null {
  const { status, headers } = response;
  // Without a body.
  if (method === 'HEAD' || status === 204 || status === 304) return null;
  const types = headerValues(headers, 'content-type');
  const contentType = types.length > 1 ? (types.find(isText) ?? null) : (types[0] ?? null);
  if (status === 206 && isOfManyParts(contentType)) return withhold(headers);
  const masker = createMasker({ response: { status, contentType }, errors, words });
  if (masker === null) return null;
  if (status === 206 && !isWholeRange(headers)) return withhold(headers);
  const isReadable = contentCoding(headers) !== null;
  if (!isReadable && status < 300) return null;
  const kept = keptHeaders(headers, {
    contentType: isReadable ? masker.contentType : 'text/plain; charset=utf-8',
    isReplaced: !isReadable,
  });
  const stage = isReadable ? masker : createReplacement(words);
  return { headers: kept, stage, isReplaced: !isReadable };
}

/** Each of which says its type inside. */
function isOfManyParts(contentType: string | null): boolean {
  return /^\s*multipart\//i.test(contentType ?? '');
}

/** Some clients ask for all of it as for a part. */
function isWholeRange(headers: readonly string[]): boolean {
  const ranges = headerValues(headers, 'content-range');
  const [, last, length] = /^\s*bytes\s+0-(\d{1,15})\/(\d{1,15})\s*$/i.exec(ranges[0] ?? '') ?? [];
  return ranges.length === 1 && length !== undefined && Number(last) + 1 === Number(length);
}

/**
 * Of a part of a page nobody can say whether it is one of an error. It breaks off before its first byte: words in its place
 * would end up in the middle of a file that somebody fetches in pieces.
 */
function withhold(headers: readonly string[]): MaskingPlan {
  return {
    headers: keptHeaders(headers, { contentType: null, isReplaced: true }),
    stage: { write: () => nothing, end: () => nothing },
    isReplaced: true,
  };
}

function isText(contentType: string): boolean {
  return /html|json|xml|text/i.test(contentType);
}

function keptHeaders(
  headers: readonly string[],
  { contentType, isReplaced }: { readonly contentType: string | null; readonly isReplaced: boolean },
): string[] {
  const kept: string[] = [];
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const name = headers[index] ?? '';
    const folded = name.toLowerCase();
    if (ofBytes.has(folded) || (contentType !== null && folded === 'content-type')) continue;
    if (isReplaced && folded === 'content-encoding') continue;
    kept.push(name, headers[index + 1] ?? '');
  }
  if (contentType !== null) kept.push('Content-Type', contentType);
  return kept;
}

/** An error that cannot be read is a technical one. What it was is kept as it came, up to a limit. */
function createReplacement(words: MaskWords): BodyStage {
  const pieces: Buffer[] = [];
  let length = 0;
  return {
    write(chunk) {
      if (length < mostKeptBytes) pieces.push(Buffer.from(chunk.subarray(0, mostKeptBytes - length)));
      length += chunk.length;
      return nothing;
    },
    end() {
      try {
        const original = Buffer.concat(pieces);
        const id = words.report({ channel: 'text', name: null, original, isCut: length > mostKeptBytes });
        return Buffer.from(`${words.text(id)}\n`);
      } catch {
        // What nobody could record, or put into words, is kept from its reader all the same.
        return Buffer.from('An unexpected error occurred.\n');
      }
    },
  };
}

const nothing = Buffer.alloc(0);
const mostKeptBytes = 262_144;
