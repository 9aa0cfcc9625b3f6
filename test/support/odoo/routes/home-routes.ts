import { redirectWithQuery } from '../odoo-answer.ts';
import type { OdooExchange, OdooRoute } from '../odoo-exchange.ts';

/** Where no website is installed, `/` leads to the backend. */
export const homeRoutes: readonly OdooRoute[] = [
  {
    type: 'http',
    path: '/',
    handle: ({ odoo, query, user }: OdooExchange) =>
      redirectWithQuery(user?.kind === 'portal' ? '/web/login_successful' : odoo.version.home, query),
  },
];
