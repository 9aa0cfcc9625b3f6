import { createHash, webcrypto } from 'node:crypto';
import type { SigningKey } from '@portcullis/gate';
import { ShapeError } from '../record/shape.ts';

const envelope = /^\{"format":(\d{1,9}),"(sha256|hmac)":"([0-9a-f]{64})","state":(.+)\}\n$/s;

/**
 * One JSON text around another, over whose very bytes it carries a signature (format 2): a torn, edited or forged
 * file shows. Without a key it is a checksum (format 1), which shows the first two only.
 */
export async function signText(json: string, key: SigningKey | null): Promise<string> {
  if (key === null) return `{"format":1,"sha256":"${checksum(json)}","state":${json}}\n`;
  const signature = await webcrypto.subtle.sign('HMAC', key, Buffer.from(json));
  return `{"format":2,"hmac":"${Buffer.from(signature).toString('hex')}","state":${json}}\n`;
}

/**
 * The inner JSON text; throws when it is not what was written. With keys it must be signed with one of them;
 * null = it is only shown, and a signature is not looked at.
 */
export async function openSignedText(text: string, keys: readonly SigningKey[] | null): Promise<string> {
  const [, format, kind, proof = '', json] = envelope.exec(text) ?? [];
  if (json === undefined) throw new ShapeError('it is cut off or was not written by Portcullis');
  if (format !== '1' && format !== '2') {
    throw new ShapeError(`it has the format ${format}, this version reads 1 and 2`);
  }
  if ((kind === 'hmac') !== (format === '2')) throw new ShapeError('it was not written by Portcullis');
  if (format === '1') {
    if (keys !== null) throw new ShapeError('it is not signed with the server secret');
    if (checksum(json) !== proof) throw new ShapeError('its checksum does not fit: it is damaged or edited');
  } else if (keys !== null && !(await isSigned(json, Buffer.from(proof, 'hex'), keys))) {
    throw new ShapeError('its signature does not fit: it is damaged, edited, or of another server secret');
  }
  return json;
}

async function isSigned(json: string, signature: Buffer, keys: readonly SigningKey[]): Promise<boolean> {
  for (const key of keys) {
    if (await webcrypto.subtle.verify('HMAC', key, signature, Buffer.from(json))) return true;
  }
  return false;
}

function checksum(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
