import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { ShopError } from './shop-error.ts';

/** Node's own defaults, about 40 ms: tests sign in hundreds of times. The hash names them, so they can grow. */
const COST = { N: 16_384, r: 8, p: 1 } as const;
const KEY_BYTES = 32;
const SALT_BYTES = 16;
const MINIMUM_LENGTH = 10;
const MAXIMUM_LENGTH = 200;

/** Verified when there is no account, so that the answer takes as long as with one. No password has this key. */
export const DECOY_HASH = encode(Buffer.alloc(SALT_BYTES), Buffer.alloc(KEY_BYTES));

export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  return encode(salt, await derive(password, salt, COST));
}

export async function verifyPassword(password: string, hash: string): Promise<boolean> {
  const [scheme, cost, blockSize, parallelism, salt, expected] = hash.split('$');
  if (scheme !== 'scrypt' || salt === undefined || expected === undefined) {
    return false;
  }
  const options = { N: Number(cost), r: Number(blockSize), p: Number(parallelism) };
  const key = await derive(password, Buffer.from(salt, 'base64'), options);
  return timingSafeEqual(key, Buffer.from(expected, 'base64'));
}

export function requireGoodPassword(password: string): string {
  if (password.length < MINIMUM_LENGTH || password.length > MAXIMUM_LENGTH) {
    throw new ShopError('invalid', `Choose a password of ${MINIMUM_LENGTH} to ${MAXIMUM_LENGTH} characters.`);
  }
  return password;
}

function encode(salt: Buffer, key: Buffer): string {
  return ['scrypt', COST.N, COST.r, COST.p, salt.toString('base64'), key.toString('base64')].join('$');
}

function derive(password: string, salt: Buffer, options: ScryptOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, KEY_BYTES, options, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}
