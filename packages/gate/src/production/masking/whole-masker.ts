import { ByteList, KeptBytes, noBytes } from './byte-list.ts';
import { maskWholeBody, type ReadKind, replaceBody, type WholeBody } from './mask-whole-body.ts';
import { type Masker, mostErrorBytes } from './masker.ts';
import type { Masking } from './masking.ts';
import { kindOfBytes, type ResponseType, tellingBytes } from './response-kind.ts';

export interface WholeMaskerOptions {
  readonly type: ResponseType;
  readonly hasFailed: boolean;
}

/** Reads a body whole whose status says that it is an error, and masks it where it is a technical one. */
export function createWholeMasker(masking: Masking, { type, hasFailed }: WholeMaskerOptions): Masker {
  let kind: ReadKind | null = type.kind === 'unknown' || type.kind === 'binary' ? null : type.kind;
  let isMasked = false;
  let isDone = false;
  const kept = new KeptBytes(mostErrorBytes);

  function takeBody(): WholeBody {
    const { isCut } = kept;
    return { bytes: kept.take(), isCut, kind: kind ?? 'text', type, hasFailed };
  }

  /** Whatever goes wrong must not show what it went wrong with. */
  function mask(): Uint8Array {
    isMasked = true;
    const body = takeBody();
    try {
      return maskWholeBody(body, masking);
    } catch {
      return replaceBody(body, masking, null);
    }
  }

  /** What says nothing of itself, or that it is a file, is told by its start; a file goes on as it comes. */
  function tellKind(): boolean {
    const start = kept.take();
    kept.add(start);
    const told = kindOfBytes(start);
    if (told !== 'binary') kind = told;
    else isDone = true;
    return told === 'binary';
  }

  return {
    contentType: type.hidesAscii ? `${type.type}; charset=utf-8` : null,
    isDone: () => isDone,
    write(chunk) {
      if (isDone) return chunk;
      if (isMasked) return noBytes;
      const room = mostErrorBytes - kept.length;
      kept.add(chunk);
      if (kind === null && kept.length >= tellingBytes && tellKind()) {
        const file = new ByteList();
        file.add(kept.take());
        file.add(chunk.subarray(Math.min(room, chunk.length)));
        return file.take();
      }
      return kept.isCut ? mask() : noBytes;
    },
    end() {
      if (isDone || isMasked) return noBytes;
      if (kind === null && kept.length > 0 && tellKind()) return kept.take();
      return mask();
    },
  };
}
