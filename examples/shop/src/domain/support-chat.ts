import type { Queryable } from '../database/open-database.ts';
import type { WriteTransaction } from '../database/write-record.ts';
import { ShopError } from './shop-error.ts';

export interface ChatMessage {
  readonly id: number;
  readonly at: Date;
  readonly text: string;
}

export interface SupportMessage extends ChatMessage {
  readonly name: string;
  readonly email: string;
}

export const MESSAGE_CHARACTERS = 500;

export async function writeChatMessage(
  transaction: WriteTransaction,
  accountId: number,
  text: string,
): Promise<ChatMessage> {
  const message = text.trim();
  if (message === '' || message.length > MESSAGE_CHARACTERS) {
    throw new ShopError(
      'invalid',
      `Expected a message of 1 to ${MESSAGE_CHARACTERS} characters, got ${message.length}.`,
    );
  }
  const rows = await transaction.query<ChatMessage>(
    'insert into chat_message (account_id, text) values ($1, $2) returning id, at, text',
    [accountId, message],
  );
  if (rows[0] === undefined) {
    throw new Error('Expected the database to answer with the new message, but it answered with nothing.');
  }
  transaction.note(`chat message ${rows[0].id} of account ${accountId}`);
  return rows[0];
}

/** The last ones, oldest first. */
export async function listChatMessages(
  database: Queryable,
  accountId: number,
): Promise<readonly ChatMessage[]> {
  const newest = await database.query<ChatMessage>(
    'select id, at, text from chat_message where account_id = $1 order by id desc limit 50',
    [accountId],
  );
  return newest.toReversed();
}

/** What customers asked, newest first. */
export async function listSupportMessages(database: Queryable): Promise<readonly SupportMessage[]> {
  return database.query<SupportMessage>(
    `select m.id, m.at, m.text, a.name, a.email from chat_message m join account a on a.id = m.account_id
     order by m.id desc limit 200`,
  );
}
