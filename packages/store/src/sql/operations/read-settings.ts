import type { StoredSettings } from '@portcullis/gate';
import { settingsShape } from '../../record/settings-shape.ts';
import { json, object, type Shape, text, whole } from '../../record/shape.ts';
import type { Steps, Transaction } from '../transaction.ts';
import { readVersion } from './read-version.ts';

type SettingsRow = { readonly [K in Exclude<keyof StoredSettings, 'epoch'>]: NonNullable<StoredSettings[K]> };

const rowShape: Shape<SettingsRow> = object<SettingsRow>({
  settings: json(settingsShape),
  changedAt: whole,
  changedBy: text,
});

export function* readSettings(transaction: Transaction, site: string): Steps<StoredSettings> {
  const { query, first } = transaction;
  const { epoch } = yield* readVersion(transaction, site);
  const row = yield* first(
    query
      .selectFrom('settings')
      .select(['settings', 'changed_at as changedAt', 'changed_by as changedBy'])
      .where('site', '=', site),
  );
  if (row === undefined) return { settings: null, epoch, changedAt: null, changedBy: null };
  return { ...rowShape(row, `the settings of ${site}`), epoch };
}
