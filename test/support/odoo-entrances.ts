import { odooUsers } from './odoo/odoo-users.ts';
import type { OdooMajor } from './odoo/odoo-version.ts';
import type { OdooVisitor } from './odoo/odoo-visitor.ts';
import type { Json } from './odoo/python-json.ts';
import { xmlCall } from './odoo/xml-call.ts';
import type { Received } from './send-request.ts';

/** One way to ask an Odoo for something; all that a gate must know of it. */
export interface OdooEntrance {
  readonly name: string;
  readonly access: 'read' | 'write';
  /** Part of the backend, or of website and portal. */
  readonly part: 'backend' | 'website';
  /** `session`: who asks is known by the cookie; `key`: by a password within, so nobody for the gate. */
  readonly by: 'session' | 'key';
  /** How its clients are told. */
  readonly told: 'page' | 'json-rpc' | 'xml-rpc' | 'rest';
  /** @default all */
  readonly majors?: readonly OdooMajor[];
  readonly ask: (visitor: OdooVisitor, major: OdooMajor) => Promise<Received>;
}

const page = {
  Accept: 'text/html,application/xhtml+xml',
  'Sec-Fetch-Dest': 'document',
  'Sec-Fetch-Mode': 'navigate',
};
const json = { 'Content-Type': 'application/json' };
const write = { model: 'res.partner', method: 'write', args: [[1], { name: 'Changed' }], kwargs: {} };
const read = { model: 'res.partner', method: 'read', args: [[1]], kwargs: {} };
const credentials = ['production', odooUsers.employee.id, odooUsers.employee.password] as const;
const bearer = { ...json, Authorization: `Bearer ${odooUsers.employee.apiKey}` };

function rpc(
  name: string,
  access: OdooEntrance['access'],
  { target, params, majors }: { target: string; params: Json; majors?: readonly OdooMajor[] },
): OdooEntrance {
  return {
    name,
    access,
    part: 'backend',
    by: 'session',
    told: 'json-rpc',
    ...(majors && { majors }),
    ask: async (visitor) => (await visitor.rpc(target, params)).received,
  };
}

function service(name: string, access: OdooEntrance['access'], args: Json): OdooEntrance {
  return {
    name,
    access,
    part: 'backend',
    by: 'key',
    told: 'json-rpc',
    ask: async (visitor) => (await visitor.rpc('/jsonrpc', args)).received,
  };
}

function xml(
  name: string,
  access: OdooEntrance['access'],
  target: string,
  rest: readonly Json[],
): OdooEntrance {
  return {
    name,
    access,
    part: 'backend',
    by: 'key',
    told: 'xml-rpc',
    ask: (visitor) => xmlCall(visitor, target, 'execute_kw', [...credentials, ...rest]),
  };
}

const since18: readonly OdooMajor[] = [18, 19];
const until18: readonly OdooMajor[] = [16, 17, 18];

export const odooEntrances: readonly OdooEntrance[] = [
  {
    name: 'the shell',
    access: 'read',
    part: 'backend',
    by: 'session',
    told: 'page',
    ask: (visitor, major) => visitor.get(major < 18 ? '/web' : '/odoo', page),
  },
  {
    name: 'a screen by its address',
    access: 'read',
    part: 'backend',
    by: 'session',
    told: 'page',
    majors: since18,
    ask: (visitor) => visitor.get('/odoo/contacts/1', page),
  },
  {
    name: 'menus',
    access: 'read',
    part: 'backend',
    by: 'session',
    told: 'page',
    ask: (visitor, major) => visitor.get(`/web/webclient/load_menus${major === 19 ? '' : '/5b3d'}`, page),
  },
  rpc('call_kw, a read', 'read', { target: '/web/dataset/call_kw', params: read }),
  rpc('call_kw, a write', 'write', { target: '/web/dataset/call_kw', params: write }),
  rpc('call_kw, a write below a tail that says read', 'write', {
    target: '/web/dataset/call_kw/res.partner/read',
    params: write,
  }),
  rpc('call_kw, a read below a tail that says write', 'read', {
    target: '/web/dataset/call_kw/res.partner/unlink',
    params: read,
  }),
  rpc('call_kw, onchange', 'read', {
    target: '/web/dataset/call_kw/res.partner/onchange',
    params: { model: 'res.partner', method: 'onchange', args: [[], {}, [], {}], kwargs: {} },
  }),
  rpc('call_kw, an action of a button', 'write', {
    target: '/web/dataset/call_kw',
    params: { model: 'sale.order', method: 'action_confirm', args: [[1]], kwargs: {} },
  }),
  rpc('call_button', 'write', { target: '/web/dataset/call_button', params: write }),
  rpc('call_button with a tail', 'write', {
    target: '/web/dataset/call_button/res.partner/read',
    params: write,
    majors: since18,
  }),
  rpc('call', 'write', { target: '/web/dataset/call', params: write, majors: [16] }),
  rpc('search_read', 'read', {
    target: '/web/dataset/search_read',
    params: { model: 'res.partner', fields: ['name'] },
    majors: [16],
  }),
  rpc('resequence', 'write', {
    target: '/web/dataset/resequence',
    params: { model: 'res.partner', ids: [1] },
    majors: until18,
  }),
  rpc('action/load', 'read', { target: '/web/action/load', params: { action_id: 1 } }),
  rpc('action/run', 'write', { target: '/web/action/run', params: { action_id: 1 } }),
  rpc('messages', 'read', { target: '/mail/thread/messages', params: {} }),
  rpc('a message', 'write', { target: '/mail/message/post', params: {} }),
  service('jsonrpc, a read', 'read', {
    service: 'object',
    method: 'execute_kw',
    args: [...credentials, 'res.partner', 'read', [[1]], {}],
  }),
  service('jsonrpc, a write', 'write', {
    service: 'object',
    method: 'execute_kw',
    args: [...credentials, 'res.partner', 'write', [[1], { name: 'Changed' }], {}],
  }),
  service('jsonrpc execute, a write', 'write', {
    service: 'object',
    method: 'execute',
    args: [...credentials, 'res.partner', 'write', [1], { name: 'Changed' }],
  }),
  service('jsonrpc, who it is', 'read', {
    service: 'common',
    method: 'login',
    args: ['production', odooUsers.employee.login, odooUsers.employee.password],
  }),
  xml('xmlrpc 2, a read', 'read', '/xmlrpc/2/object', ['res.partner', 'read', [[1]], {}]),
  xml('xmlrpc 2, a write', 'write', '/xmlrpc/2/object', [
    'res.partner',
    'write',
    [[1], { name: 'Changed' }],
    {},
  ]),
  xml('xmlrpc 1, a read', 'read', '/xmlrpc/object', ['res.partner', 'read', [[1]], {}]),
  xml('xmlrpc 1, a write', 'write', '/xmlrpc/object', [
    'res.partner',
    'write',
    [[1], { name: 'Changed' }],
    {},
  ]),
  {
    name: 'json/2, a read',
    access: 'read',
    part: 'backend',
    by: 'key',
    told: 'rest',
    majors: [19],
    ask: (visitor) =>
      visitor.send('/json/2/res.partner/search_read', {
        method: 'POST',
        headers: bearer,
        body: '{"domain": []}',
      }),
  },
  {
    name: 'json/2, a write',
    access: 'write',
    part: 'backend',
    by: 'key',
    told: 'rest',
    majors: [19],
    ask: (visitor) =>
      visitor.send('/json/2/res.partner/write', {
        method: 'POST',
        headers: bearer,
        body: '{"ids": [1], "vals": {"name": "Changed"}}',
      }),
  },
  {
    name: 'the shop',
    access: 'read',
    part: 'website',
    by: 'session',
    told: 'page',
    ask: (visitor) => visitor.get('/shop', page),
  },
  {
    name: 'a contact form',
    access: 'write',
    part: 'website',
    by: 'session',
    told: 'page',
    ask: (visitor) =>
      visitor.send('/website/form/crm.lead', {
        method: 'POST',
        headers: { ...page, 'Content-Type': 'application/x-www-form-urlencoded' },
        body: 'name=Lead',
      }),
  },
  {
    name: 'a cart',
    access: 'write',
    part: 'website',
    by: 'session',
    told: 'json-rpc',
    ask: async (visitor) => (await visitor.rpc('/shop/cart/update_json', { product_id: 1 })).received,
  },
];
