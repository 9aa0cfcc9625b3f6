import { sha256Hex } from '../../model/sha256.ts';

/** A digest is worth some milliseconds for these; generated documents have a few thousand characters. */
const longestDocument = 50_000;

/** Whether a hash is the SHA-256 of one of the documents that came with it, written as Apollo compares it. */
export function fitsDocument(digest: string, documents: ReadonlySet<string>): boolean {
  if (!/^[0-9a-f]{64}$/.test(digest)) return false;
  for (const document of documents) {
    if (document.length <= longestDocument && sha256Hex(document) === digest) return true;
  }
  return false;
}
