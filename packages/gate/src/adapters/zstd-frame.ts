const hasChecksum = 0x04;
const isSingleSegment = 0x20;
const blockHead = 3;
/** One byte, repeated as often as the size says. */
const runLength = 1;

/**
 * Whether these bytes are one frame of zstd (RFC 8878, 3.1.1) and nothing else, by the sizes of its blocks. The engine
 * goes on with another frame without a word when it is given that separately.
 */
export function isOneZstdFrame(bytes: Uint8Array): boolean {
  const [, , , , descriptor = 0] = bytes;
  const isSingle = (descriptor & isSingleSegment) !== 0;
  const windowBytes = isSingle ? 0 : 1;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const sizeBytes = [isSingle ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0;
  let at = 5 + windowBytes + dictionaryBytes + sizeBytes;
  for (let isLast = false; !isLast; ) {
    const [low = 0, middle = 0, high] = bytes.subarray(at, at + blockHead);
    if (high === undefined) return false;
    isLast = (low & 1) !== 0;
    const size = (low | (middle << 8) | (high << 16)) >> 3;
    at += blockHead + (((low >> 1) & 3) === runLength ? 1 : size);
  }
  return at + ((descriptor & hasChecksum) === 0 ? 0 : 4) === bytes.length;
}
