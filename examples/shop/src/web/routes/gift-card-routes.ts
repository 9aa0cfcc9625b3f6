import { type Request, type Response, Router } from 'express';
import { findAccount } from '../../domain/accounts.ts';
import { redeemGiftCard } from '../../domain/gift-cards.ts';
import { readForm } from '../form.ts';
import { answerForm, sendPage } from '../send-page.ts';
import type { ShopContext } from '../shop-context.ts';
import { frameOf } from '../views/frame.ts';
import { giftCardPage } from '../views/gift-card-page.ts';
import { createCommit, requireAccount, visitOf } from '../visit.ts';

export function giftCardRoutes(context: ShopContext): Router {
  const { database } = context;
  const commit = createCommit(context);
  const routes = Router();

  const showGiftCards = async (request: Request, problem: string | null) => {
    const { account } = visitOf(request);
    const creditCents = account === null ? null : (await findAccount(database, account.id)).creditCents;
    return giftCardPage(frameOf(request), { creditCents, problem });
  };

  routes.get('/gift-cards', async (request: Request, response: Response) => {
    sendPage(response, await showGiftCards(request, null));
  });

  routes.post('/gift-cards/redeem', async (request: Request, response: Response) => {
    const { id } = requireAccount(request);
    await answerForm(response, {
      work: async () => {
        const code = readForm(request).text('code', { label: 'Code on the card', maximumLength: 40 });
        await commit(request, (transaction) => redeemGiftCard(transaction, id, code));
        response.redirect(303, '/gift-cards?done=redeemed');
      },
      again: (problem) => showGiftCards(request, problem),
    });
  });

  return routes;
}
