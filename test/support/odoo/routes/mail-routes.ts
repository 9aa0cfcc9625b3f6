import { html, json, type OdooAnswer } from '../odoo-answer.ts';
import { type OdooExchange, type OdooRoute, sinceEighteen } from '../odoo-exchange.ts';
import type { Json } from '../python-json.ts';

/** Messages, live chat, the bus, and other writing routes of the backend. */
export const mailRoutes: readonly OdooRoute[] = [
  {
    type: 'json',
    path: [
      '/mail/inbox/messages',
      '/mail/history/messages',
      '/mail/starred/messages',
      '/mail/load_message_failures',
      '/mail/thread/data',
      '/mail/thread/messages',
      '/discuss/channel/members',
      '/discuss/channel/info',
      '/discuss/channel/pinned_messages',
      '/discuss/channel/attachments',
    ],
    auth: 'public',
    handle: () => ({ messages: [] }),
  },
  {
    type: 'json',
    path: '/mail/init_messaging',
    majors: [16, 17],
    auth: 'public',
    handle: () => ({ channels: [] }),
  },
  { type: 'json', path: '/mail/data', majors: sinceEighteen, auth: 'public', handle: () => ({ Store: {} }) },
  { type: 'json', path: '/mail/action', majors: sinceEighteen, auth: 'public', handle: write },
  { type: 'json', path: '/mail/chatter_fetch', auth: 'public', handle: () => ({ messages: [] }) },
  {
    type: 'json',
    path: [
      '/mail/message/post',
      '/mail/message/update_content',
      '/mail/message/reaction',
      '/mail/attachment/delete',
      '/discuss/channel/notify_typing',
      '/im_livechat/get_session',
      '/im_livechat/visitor_leave_session',
      '/im_livechat/cors/<path:name>',
      '/web/view/edit_custom',
    ],
    auth: 'public',
    handle: write,
  },
  // Of further modules, each for employees alone.
  {
    type: 'json',
    path: [
      '/account/<path:name>',
      '/board/add_to_dashboard',
      '/documents/upload',
      '/hr/<path:name>',
      '/hr_attendance/systray_check_in_out',
      '/html_editor/attachment/add_data',
      '/mail/rtc/channel/join_call',
      '/own_module/approve',
      '/product/catalog/update_order_line_info',
      '/sale/create_product_variant',
      '/spreadsheet/<path:name>',
      '/stock_barcode/save_barcode_data',
      '/web_editor/attachment/add_data',
      '/web_studio/create_new_menu',
    ],
    auth: 'user',
    handle: write,
  },
  { type: 'json', path: '/im_livechat/init', auth: 'public', handle: () => ({ available_for_me: true }) },
  {
    type: 'http',
    path: ['/mail/attachment/upload', '/web/binary/upload_attachment'],
    methods: ['POST'],
    auth: 'user',
    handle: upload,
  },
  {
    type: 'json',
    path: ['/websocket/peek_notifications', '/websocket/on_closed', '/websocket/update_bus_presence'],
    auth: 'public',
    handle: () => ({ channels: [], notifications: [] }),
  },
  {
    type: 'http',
    path: ['/web/export/csv', '/web/export/xlsx', '/report/download'],
    methods: ['POST'],
    auth: 'user',
    handle: () => html('Name\n'),
  },
  {
    type: 'json',
    path: [
      '/web/export/formats',
      '/web/export/get_fields',
      '/web/export/namelist',
      '/base_setup/data',
      '/base_setup/demo_active',
      '/web/domain/validate',
      '/web/model/get_definitions',
      '/bus/get_model_definitions',
    ],
    auth: 'user',
    handle: () => ({}),
  },
];

function write({ odoo, path }: OdooExchange): Json {
  odoo.board.count('routes', path);
  return { ok: true };
}

function upload({ odoo, path }: OdooExchange): OdooAnswer {
  odoo.board.count('routes', path);
  return json({ id: odoo.records.create('ir.attachment', { name: 'upload' }) });
}
