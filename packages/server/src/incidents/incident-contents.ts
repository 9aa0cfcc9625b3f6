import { isUtf8 } from 'node:buffer';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { keptText, type Role, withoutQuery } from '@portcullis/gate';
import { z } from 'zod';

/** What of an incident is encrypted: it may hold anything that the application knows. */
export interface IncidentContents {
  /** What the application sent, from its beginning. */
  readonly original: Uint8Array;
  /** There was more of it than is kept. */
  readonly isCut: boolean;
  readonly subject: string | null;
  readonly role: Role;
  readonly clientAddress: string | null;
  /** Without its query. */
  readonly target: string;
  readonly requestId: string | null;
}

export interface ContentsInput extends Omit<IncidentContents, 'original'> {
  readonly original: Uint8Array | string;
}

/** A copy of its own, no longer than allowed: what it is made of is the request's, and is used again. */
export function contentsOf(input: ContentsInput, longestOriginalBytes: number): IncidentContents {
  const { original } = input;
  // A character is a byte at least: what lies behind is not in the first so many bytes, whatever the next one is.
  const bytes =
    typeof original === 'string'
      ? new TextEncoder().encode(original.slice(0, longestOriginalBytes + 1))
      : original;
  const isCut = bytes.length > longestOriginalBytes;
  const end = isCut ? wholeCharacters(bytes, longestOriginalBytes) : bytes.length;
  return {
    original: new Uint8Array(bytes.subarray(0, end)),
    isCut: input.isCut || isCut,
    subject: kept(input.subject, 256),
    role: input.role,
    clientAddress: kept(input.clientAddress, 64),
    target: keptText(withoutQuery(input.target), 2_048),
    requestId: kept(input.requestId, 256),
  };
}

/** Where to cut so that text of UTF-8 stays text: not within one of its characters, which have four bytes at most. */
function wholeCharacters(bytes: Uint8Array, most: number): number {
  for (let end = most; end >= Math.max(0, most - 3); end -= 1) {
    if (((bytes[end] ?? 0) & 0xc0) !== 0x80) return end;
  }
  return most;
}

function kept(text: string | null, longest: number): string | null {
  return text === null ? null : keptText(text, longest);
}

const writtenShape = z.object({
  original: z.object({ encoding: z.enum(['utf8', 'base64']), text: z.string() }),
  isCut: z.boolean(),
  subject: z.string().nullable(),
  role: z.enum(['admin', 'support', 'allowed', 'visitor']),
  clientAddress: z.string().nullable(),
  target: z.string(),
  requestId: z.string().nullable(),
});

type Written = z.infer<typeof writtenShape>;

const compress = promisify(gzip);
const decompress = promisify(gunzip);
/** Control characters are six in JSON: of the longest originals, more than there can be. */
const longestWritten = 64 * 1024 * 1024;

/** As bytes: JSON, compressed. Pages of errors are text that takes a tenth of the room then, and a thousand are kept. */
export async function writeContents(contents: IncidentContents): Promise<Uint8Array<ArrayBuffer>> {
  const encoding = isUtf8(contents.original) ? 'utf8' : 'base64';
  const text = Buffer.from(contents.original).toString(encoding);
  const written: Written = { ...contents, original: { encoding, text } };
  return new Uint8Array(await compress(JSON.stringify(written)));
}

/** Null for what is not written like that. */
export async function readContents(bytes: Uint8Array): Promise<IncidentContents | null> {
  try {
    const json = await decompress(bytes, { maxOutputLength: longestWritten });
    const { original, ...contents } = writtenShape.parse(JSON.parse(json.toString('utf8')));
    return { ...contents, original: new Uint8Array(Buffer.from(original.text, original.encoding)) };
  } catch {
    return null;
  }
}
