import { type Request, type Response, Router } from 'express';
import { findAccount } from '../../domain/accounts.ts';
import { readCart } from '../../domain/cart.ts';
import { checkOut } from '../../domain/checkout.ts';
import { readCheckout } from '../checkout-form.ts';
import { readForm } from '../form.ts';
import type { Html } from '../html.ts';
import { answerForm, sendPage } from '../send-page.ts';
import type { ShopContext } from '../shop-context.ts';
import { checkoutPage } from '../views/cart-pages.ts';
import { frameOf } from '../views/frame.ts';
import { createCommit, requireAccount, visitOf } from '../visit.ts';

export function checkoutRoutes(context: ShopContext): Router {
  const { database, followUp, now } = context;
  const commit = createCommit(context);
  const routes = Router();

  const showCheckout = async (request: Request, problem: string | null): Promise<Html> => {
    const account = await findAccount(database, requireAccount(request).id);
    const cart = await readCart(database, visitOf(request).session?.cartId ?? null, now());
    return checkoutPage(frameOf(request), { cart, account, entered: readForm(request).entered, problem });
  };

  routes.get('/checkout', async (request: Request, response: Response) => {
    sendPage(response, await showCheckout(request, null));
  });

  routes.post('/checkout', async (request: Request, response: Response) => {
    const account = requireAccount(request);
    await answerForm(response, {
      work: async () => {
        const form = readForm(request);
        const { recipient, address, card } = readCheckout(form);
        const buyer = { accountId: account.id, email: account.email, recipient, address };
        const cartId = visitOf(request).session?.cartId ?? null;
        const number = await commit(request, (transaction) =>
          checkOut(transaction, { buyer, cartId, card, now: now(), followUp }),
        );
        response.redirect(303, `/account/orders/${number}?placed=yes`);
      },
      again: (problem) => showCheckout(request, problem),
    });
  });

  return routes;
}
