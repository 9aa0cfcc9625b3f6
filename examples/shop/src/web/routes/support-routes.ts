import { type Request, type Response, Router } from 'express';
import { searchAccounts } from '../../domain/accounts.ts';
import { findOrder, listOrders } from '../../domain/orders.ts';
import { listSupportMessages } from '../../domain/support-chat.ts';
import { pathNumber, queryText } from '../form.ts';
import { sendPage } from '../send-page.ts';
import type { ShopContext } from '../shop-context.ts';
import { frameOf } from '../views/frame.ts';
import {
  supportMessagesPage,
  supportOrderPage,
  supportOrdersPage,
  supportUsersPage,
} from '../views/support-pages.ts';
import { requireRole } from '../visit.ts';

/** Reading only: there is no route here that changes anything. */
export function supportRoutes({ database }: ShopContext): Router {
  const routes = Router();
  routes.use('/support', requireRole('support', 'admin'));

  routes.get('/support', (_request: Request, response: Response) => {
    response.redirect(303, '/support/orders');
  });

  routes.get('/support/orders', async (request: Request, response: Response) => {
    const query = queryText(request, 'q');
    sendPage(response, supportOrdersPage(frameOf(request), await listOrders(database, { query }), query));
  });

  routes.get('/support/orders/:id', async (request: Request, response: Response) => {
    sendPage(
      response,
      supportOrderPage(frameOf(request), await findOrder(database, pathNumber(request.params.id))),
    );
  });

  routes.get('/support/users', async (request: Request, response: Response) => {
    const query = queryText(request, 'q');
    sendPage(response, supportUsersPage(frameOf(request), await searchAccounts(database, query), query));
  });

  routes.get('/support/messages', async (request: Request, response: Response) => {
    sendPage(response, supportMessagesPage(frameOf(request), await listSupportMessages(database)));
  });

  return routes;
}
