import type { Queryable } from '../database/open-database.ts';
import type { WriteTransaction } from '../database/write-record.ts';
import type { ProfileDraft } from './accounts.ts';
import { ShopError } from './shop-error.ts';

export interface Address {
  readonly street: string;
  readonly postcode: string;
  readonly city: string;
  readonly country: string;
}

export interface Avatar {
  readonly mediaType: string;
  readonly content: Buffer;
}

export const AVATAR_BYTES = 512 * 1024;

export async function saveProfile(
  transaction: WriteTransaction,
  accountId: number,
  profile: ProfileDraft,
): Promise<void> {
  await transaction.query(
    'update account set name = $2, phone = $3, about = $4, profile_draft = null where id = $1',
    [accountId, profile.name, profile.phone, profile.about],
  );
  transaction.note(`profile of account ${accountId} saved`);
}

export async function saveProfileDraft(
  transaction: WriteTransaction,
  accountId: number,
  draft: ProfileDraft,
): Promise<void> {
  await transaction.query('update account set profile_draft = $2 where id = $1', [
    accountId,
    JSON.stringify(draft),
  ]);
  transaction.note(`draft of account ${accountId} saved`);
}

export async function saveAddress(
  transaction: WriteTransaction,
  accountId: number,
  address: Address,
): Promise<void> {
  await transaction.query(
    'update account set street = $2, postcode = $3, city = $4, country = $5 where id = $1',
    [accountId, address.street, address.postcode, address.city, address.country],
  );
  transaction.note(`address of account ${accountId} saved`);
}

export async function saveAvatar(
  transaction: WriteTransaction,
  accountId: number,
  content: Buffer,
): Promise<void> {
  const mediaType = recogniseImage(content);
  await transaction.query(
    `insert into avatar (account_id, media_type, content) values ($1, $2, $3)
     on conflict (account_id) do update
       set media_type = excluded.media_type, content = excluded.content, updated_at = now()`,
    [accountId, mediaType, content],
  );
  transaction.note(`avatar of account ${accountId} saved, ${mediaType}, ${content.length} bytes`);
}

export async function findAvatar(database: Queryable, accountId: number): Promise<Avatar> {
  const rows = await database.query<Avatar>(
    'select media_type as "mediaType", content from avatar where account_id = $1',
    [accountId],
  );
  if (rows[0] === undefined) {
    throw new ShopError('not-found', 'There is no picture yet.');
  }
  return rows[0];
}

/** By its first bytes, not by the name it was sent under: an SVG or a page served as a picture would run scripts. */
function recogniseImage(content: Buffer): string {
  if (content.length > AVATAR_BYTES) {
    throw new ShopError(
      'invalid',
      `Expected a picture of at most ${AVATAR_BYTES / 1024} KB, got ${Math.ceil(content.length / 1024)} KB.`,
    );
  }
  const start = content.toString('latin1', 0, 12);
  if (start.startsWith('\x89PNG\r\n\x1a\n')) {
    return 'image/png';
  }
  if (start.startsWith('\xff\xd8\xff')) {
    return 'image/jpeg';
  }
  if (start.startsWith('RIFF') && start.endsWith('WEBP')) {
    return 'image/webp';
  }
  throw new ShopError('invalid', 'Expected a PNG, JPEG or WebP picture.');
}
