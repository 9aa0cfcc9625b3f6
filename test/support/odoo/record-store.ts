import type { Json, JsonObject } from './python-json.ts';

/** Records of one running double, by model. Every database shows the same. */
export interface RecordStore {
  isModel(model: string): boolean;
  list(model: string): readonly JsonObject[];
  find(model: string, id: number): JsonObject | undefined;
  create(model: string, values: JsonObject): number;
  update(model: string, id: number, values: JsonObject): void;
  remove(model: string, id: number): void;
}

/** Models whose records are only what the RPC methods of the same name do. */
const empty = [
  'res.users',
  'res.groups',
  'res.device',
  'ir.ui.view',
  'ir.http',
  'mail.activity',
  'test.errors',
];

export function createRecords(): RecordStore {
  const models = new Map<string, Map<number, JsonObject>>();
  const add = (model: string, ...records: readonly JsonObject[]): void => {
    models.set(model, new Map(records.map((record, index) => [index + 1, { id: index + 1, ...record }])));
  };
  for (const model of empty) add(model);
  add('res.partner', { name: 'Azure Interior', active: true }, { name: 'Deco Addict', active: true });
  add('res.lang', { name: 'English (US)', code: 'en_US' }, { name: 'French / Français', code: 'fr_FR' });
  add('crm.lead', { name: 'Office furniture', stage_id: 1, sequence: 1 });
  add('sale.order', { name: 'S00001', state: 'draft' });
  add('product.template', { name: 'Desk', list_price: 450 });
  add('mail.message', { body: 'Welcome' });
  add('discuss.channel', { name: 'general' });
  add('ir.attachment', { name: 'logo.png' });
  add('ir.config_parameter', { key: 'web.base.url', value: 'http://localhost:8069' });
  add('ir.actions.server', { name: 'CRM pipeline' }, { name: 'Archive old quotations' });

  const of = (model: string): Map<number, JsonObject> => models.get(model) ?? new Map<number, JsonObject>();
  return {
    isModel: (model) => models.has(model),
    list: (model) => [...of(model).values()],
    find: (model, id) => of(model).get(id),
    create(model, values) {
      const id = Math.max(0, ...of(model).keys()) + 1;
      of(model).set(id, { ...values, id });
      return id;
    },
    update: (model, id, values) => void of(model).set(id, { ...of(model).get(id), ...values, id }),
    remove: (model, id) => void of(model).delete(id),
  };
}

/** Ids of a recordset, as callers write it: one id, or a list. */
export function recordIds(value: Json | undefined): readonly number[] {
  const list = Array.isArray(value) ? value : [value];
  return list.filter((id) => typeof id === 'number');
}
