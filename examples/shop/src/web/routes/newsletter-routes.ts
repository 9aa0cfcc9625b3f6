import { type Request, type Response, Router } from 'express';
import { subscribe, unsubscribe } from '../../domain/newsletter.ts';
import { queryText, readForm } from '../form.ts';
import { sendPage } from '../send-page.ts';
import type { ShopContext } from '../shop-context.ts';
import { frameOf } from '../views/frame.ts';
import { messagePage } from '../views/message-page.ts';
import { createCommit } from '../visit.ts';

export function newsletterRoutes(context: ShopContext): Router {
  const commit = createCommit(context);
  const routes = Router();

  routes.post('/newsletter', async (request: Request, response: Response) => {
    const email = readForm(request).text('email', { label: 'E-mail' });
    await commit(request, (transaction) => subscribe(transaction, email));
    response.redirect(303, '/?done=subscribed');
  });

  // A GET that writes, as such links do everywhere; not for HEAD, which link checkers send.
  routes.get('/unsubscribe', async (request: Request, response: Response, next) => {
    if (request.method === 'HEAD') {
      next();
      return;
    }
    const email = await commit(request, (transaction) =>
      unsubscribe(transaction, queryText(request, 'token')),
    );
    sendPage(
      response,
      messagePage(frameOf(request), 'Unsubscribed', `${email} gets no more letters from us.`),
    );
  });

  return routes;
}
