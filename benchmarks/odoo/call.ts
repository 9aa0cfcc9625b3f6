/** What the web client of Odoo sends to show a list: some 700 bytes. */
export const call = JSON.stringify({
  id: 27,
  jsonrpc: '2.0',
  method: 'call',
  params: {
    model: 'sale.order',
    method: 'web_search_read',
    args: [],
    kwargs: {
      specification: Object.fromEntries(
        [
          'name',
          'partner_id',
          'date_order',
          'amount_total',
          'state',
          'user_id',
          'company_id',
          'currency_id',
        ].map((field) => [field, field.endsWith('_id') ? { fields: { display_name: {} } } : {}]),
      ),
      offset: 0,
      order: 'date_order desc, id desc',
      limit: 80,
      context: { lang: 'en_US', tz: 'Europe/Berlin', uid: 6, allowed_company_ids: [1] },
      count_limit: 10_001,
      domain: ['&', ['state', 'not in', ['draft', 'cancel']], ['company_id', '=', 1]],
    },
  },
});
