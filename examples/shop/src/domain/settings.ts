import type { Queryable } from '../database/open-database.ts';
import type { WriteTransaction } from '../database/write-record.ts';

export interface Settings {
  /** The switchable bug: the old way of writing orders charges the card and loses line items. */
  readonly legacyOrderWriter: boolean;
  readonly shippingCents: number;
  readonly freeShippingFromCents: number;
  /** One line shown on top of every page; empty for none. */
  readonly announcement: string;
  readonly contactEmail: string;
}

export const DEFAULT_SETTINGS: Settings = {
  legacyOrderWriter: true,
  shippingCents: 490,
  freeShippingFromCents: 5000,
  announcement: '',
  contactEmail: 'help@shop.example',
};

export async function readSettings(database: Queryable): Promise<Settings> {
  const rows = await database.query<{ value: Partial<Settings> }>(
    `select value from setting where name = 'shop'`,
  );
  return { ...DEFAULT_SETTINGS, ...rows[0]?.value };
}

export async function saveSettings(transaction: WriteTransaction, settings: Settings): Promise<void> {
  await transaction.query(
    `insert into setting (name, value) values ('shop', $1) on conflict (name) do update set value = excluded.value`,
    [JSON.stringify(settings)],
  );
  transaction.note(`settings saved, legacy order writer ${settings.legacyOrderWriter ? 'on' : 'off'}`);
}
