import { type Request, type Response, Router } from 'express';
import {
  addToCart,
  MAXIMUM_QUANTITY,
  readCart,
  removeFromCart,
  setCartQuantity,
  usePromoCode,
} from '../../domain/cart.ts';
import { cartOfSession } from '../../domain/session-cart.ts';
import { ShopError } from '../../domain/shop-error.ts';
import { readForm } from '../form.ts';
import { answerForm, sendPage } from '../send-page.ts';
import type { ShopContext } from '../shop-context.ts';
import { cartPage } from '../views/cart-pages.ts';
import { frameOf } from '../views/frame.ts';
import { createCommit, giveSessionCookie, visitOf } from '../visit.ts';

const PRODUCT_NUMBER = { label: 'Product', minimum: 1, maximum: 2 ** 31 - 1 } as const;

export function cartRoutes(context: ShopContext): Router {
  const { database, now } = context;
  const commit = createCommit(context);
  const routes = Router();

  const showCart = async (request: Request, problem: string | null) => {
    const cart = await readCart(database, visitOf(request).session?.cartId ?? null, now());
    return cartPage(frameOf(request), cart, problem);
  };

  routes.get('/cart', async (request: Request, response: Response) => {
    sendPage(response, await showCart(request, null));
  });

  routes.post('/cart/add', async (request: Request, response: Response) => {
    await answerForm(response, {
      work: async () => {
        const form = readForm(request);
        const productId = form.integer('product', PRODUCT_NUMBER);
        const quantity = form.integer('quantity', {
          label: 'How many',
          minimum: 1,
          maximum: MAXIMUM_QUANTITY,
        });
        const token = await commit(request, async (transaction) => {
          const { cartId, token: newToken } = await cartOfSession(transaction, visitOf(request).session);
          await addToCart(transaction, { cartId, productId, quantity });
          return newToken;
        });
        if (token !== null) {
          giveSessionCookie(request, response, token);
        }
        response.redirect(303, '/cart?done=added');
      },
      again: (problem) => showCart(request, problem),
    });
  });

  routes.post('/cart/update', async (request: Request, response: Response) => {
    await answerForm(response, {
      work: async () => {
        const form = readForm(request);
        const changes = form
          .names()
          .filter((name) => /^quantity-\d{1,9}$/.test(name))
          .map((name) => ({
            productId: Number(name.slice('quantity-'.length)),
            quantity: form.integer(name, { label: 'How many', minimum: 0, maximum: MAXIMUM_QUANTITY }),
          }));
        const cartId = requireCart(request);
        await commit(request, async (transaction) => {
          for (const { productId, quantity } of changes) {
            await (quantity === 0
              ? removeFromCart(transaction, cartId, productId)
              : setCartQuantity(transaction, { cartId, productId, quantity }));
          }
        });
        response.redirect(303, '/cart?done=cart');
      },
      again: (problem) => showCart(request, problem),
    });
  });

  routes.post('/cart/remove', async (request: Request, response: Response) => {
    const productId = readForm(request).integer('product', PRODUCT_NUMBER);
    const cartId = requireCart(request);
    await commit(request, (transaction) => removeFromCart(transaction, cartId, productId));
    response.redirect(303, '/cart?done=cart');
  });

  routes.post('/cart/promo', async (request: Request, response: Response) => {
    await answerForm(response, {
      work: async () => {
        const code = readForm(request).text('code', { label: 'Promo code', maximumLength: 40 });
        const cartId = requireCart(request);
        await commit(request, (transaction) => usePromoCode(transaction, { cartId, code, now: now() }));
        response.redirect(303, '/cart?done=promo');
      },
      again: (problem) => showCart(request, problem),
    });
  });

  return routes;
}

function requireCart(request: Request): number {
  const cartId = visitOf(request).session?.cartId ?? null;
  if (cartId === null) {
    throw new ShopError('conflict', 'Your cart is empty. Put something in first.');
  }
  return cartId;
}
