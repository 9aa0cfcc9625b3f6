import nodeCrypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';

/** What a key is made of here. */
interface PlainKey {
  readonly bytes: Uint8Array;
}

const real = {
  crypto: globalThis.crypto,
  randomBytes: nodeCrypto.randomBytes,
  randomUUID: nodeCrypto.randomUUID,
  random: Math.random,
};

/**
 * WebCrypto answers from a pool of threads, at a time that no seed knows. The same algorithms of `node:crypto` answer at once; what
 * is drawn at random is drawn from the seed. Returns the way to put the real ones back.
 */
export function installCrypto(below: (limit: number) => number): () => void {
  const fill = <Bytes extends Uint8Array>(bytes: Bytes): Bytes => {
    for (let index = 0; index < bytes.length; index += 1) bytes[index] = below(256);
    return bytes;
  };
  const randomBytes = (size: number) => fill(Buffer.alloc(size));
  const randomUUID = () =>
    randomBytes(16)
      .toString('hex')
      .replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-8$4-$5');
  const value = { subtle, getRandomValues: fill, randomUUID };
  Object.defineProperty(globalThis, 'crypto', { value, configurable: true, writable: true });
  Object.assign(nodeCrypto, { randomBytes, randomUUID });
  Math.random = () => below(1_000_000) / 1_000_000;
  syncBuiltinESMExports();
  return () => {
    Object.defineProperty(globalThis, 'crypto', { value: real.crypto, configurable: true, writable: true });
    Object.assign(nodeCrypto, { randomBytes: real.randomBytes, randomUUID: real.randomUUID });
    Math.random = real.random;
    syncBuiltinESMExports();
  };
}

type Bytes = Uint8Array<ArrayBuffer>;

interface GcmParameters {
  readonly iv: Bytes;
  readonly additionalData: Bytes;
}

const tagBytes = 16;

const subtle = {
  digest: async (_: string, bytes: Bytes) => bufferOf(nodeCrypto.createHash('sha256').update(bytes).digest()),
  importKey: async (_: string, bytes: Bytes): Promise<PlainKey> => ({ bytes: new Uint8Array(bytes) }),
  sign: async (_: string, { bytes }: PlainKey, signed: Bytes) => bufferOf(hmac(bytes, signed)),
  verify: async (_: string, { bytes }: PlainKey, signature: Bytes, signed: Bytes) =>
    hmac(bytes, signed).equals(signature),
  deriveBits: async ({ salt, info }: { salt: Bytes; info: Bytes }, { bytes }: PlainKey, bits: number) =>
    nodeCrypto.hkdfSync('sha256', bytes, salt, info, bits / 8),
  encrypt: async ({ iv, additionalData }: GcmParameters, { bytes }: PlainKey, plain: Bytes) => {
    const cipher = nodeCrypto.createCipheriv('aes-256-gcm', bytes, iv).setAAD(additionalData);
    return bufferOf(Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]));
  },
  decrypt: async ({ iv, additionalData }: GcmParameters, { bytes }: PlainKey, sealed: Bytes) => {
    const end = sealed.length - tagBytes;
    const cipher = nodeCrypto.createDecipheriv('aes-256-gcm', bytes, iv).setAAD(additionalData);
    cipher.setAuthTag(sealed.subarray(end));
    return bufferOf(Buffer.concat([cipher.update(sealed.subarray(0, end)), cipher.final()]));
  },
};

function hmac(key: Uint8Array, signed: Bytes): Buffer {
  return nodeCrypto.createHmac('sha256', key).update(signed).digest();
}

function bufferOf(bytes: Buffer): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}
