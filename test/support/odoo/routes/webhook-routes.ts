import { html, json, type OdooAnswer } from '../odoo-answer.ts';
import { type OdooExchange, type OdooRoute, sinceEighteen } from '../odoo-exchange.ts';

const providers =
  'aps asiapay buckaroo flutterwave mercado_pago mollie nuvei paymob paypal razorpay redsys stripe worldline xendit iyzico';

/** Called by other systems, public and without token. */
export const webhookRoutes: readonly OdooRoute[] = [
  webhook([
    ...providers.split(' ').map((provider) => `/payment/${provider}/webhook`),
    '/payment/mercado_pago/webhook/<reference>',
    '/payment/adyen/notification',
    '/pos_adyen/notification',
    '/pos_mercado_pago/notification',
    '/pos_viva_wallet/notification',
    '/qfpay/notify',
    '/peppol/webhook/<path:name>',
    '/nemhandel/webhook/<path:name>',
    '/sms_twilio/status/<uuid>',
    '/mailing/<mailing>/unsubscribe_oneclick',
    '/group/<group>/unsubscribe_oneclick',
    '/digest/<digest>/unsubscribe_oneclick',
    '/mail/unfollow',
  ]),
  { ...webhook(['/web/hook/<uuid>']), majors: sinceEighteen },
  { ...webhook(['/pos_mollie/webhook']), majors: [19] },
];

function webhook(path: readonly string[]): OdooRoute {
  return { type: 'http', path, methods: ['POST', 'GET'], csrf: false, auth: 'public', handle: receive };
}

function receive({ odoo, path, method }: OdooExchange): OdooAnswer {
  if (method === 'POST') odoo.board.count('webhooks', path.replace(/(?<=.)\/$/, ''));
  return path.startsWith('/web/hook/') ? json({ status: 'ok' }) : html('');
}
