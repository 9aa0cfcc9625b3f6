import { werkzeugPage } from '../odoo-answer.ts';
import type { OdooRoute } from '../odoo-exchange.ts';
import { assetRoutes } from './asset-routes.ts';
import { databaseRoutes } from './database-routes.ts';
import { developerRoutes } from './developer-routes.ts';
import { homeRoutes } from './home-routes.ts';
import { loginRoutes } from './login-routes.ts';
import { mailRoutes } from './mail-routes.ts';
import { rpcRoutes } from './rpc-routes.ts';
import { serviceRoutes } from './service-routes.ts';
import { sessionRoutes } from './session-routes.ts';
import { webhookRoutes } from './webhook-routes.ts';
import { websiteRoutes } from './website-routes.ts';

/** Every route of the double; where two match, the first counts. */
export const odooRoutes: readonly OdooRoute[] = [
  ...assetRoutes,
  ...databaseRoutes,
  ...sessionRoutes,
  ...rpcRoutes,
  ...serviceRoutes,
  ...developerRoutes,
  ...mailRoutes,
  ...webhookRoutes,
  // Reached without upgrade alone: with one, the server takes the socket.
  { type: 'http', path: '/websocket', auth: 'public', savesSession: false, handle: () => werkzeugPage(400) },
  ...loginRoutes,
  ...websiteRoutes,
  ...homeRoutes,
];
