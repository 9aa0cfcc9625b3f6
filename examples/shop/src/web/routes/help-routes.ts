import { type Request, type Response, Router } from 'express';
import { listChatMessages, MESSAGE_CHARACTERS, writeChatMessage } from '../../domain/support-chat.ts';
import { readForm } from '../form.ts';
import { answerForm, sendPage } from '../send-page.ts';
import type { ShopContext } from '../shop-context.ts';
import { faqPage } from '../views/faq-page.ts';
import { frameOf } from '../views/frame.ts';
import { createCommit, requireAccount, visitOf } from '../visit.ts';

export function helpRoutes(context: ShopContext): Router {
  const { database } = context;
  const commit = createCommit(context);
  const routes = Router();

  const showHelp = async (request: Request, problem: string | null) => {
    const { account } = visitOf(request);
    const messages = account === null ? [] : await listChatMessages(database, account.id);
    return faqPage(frameOf(request), messages, problem);
  };

  routes.get('/faq', async (request: Request, response: Response) => {
    sendPage(response, await showHelp(request, null));
  });

  // What the chat's socket takes, for browsers without it.
  routes.post('/chat', async (request: Request, response: Response) => {
    const { id } = requireAccount(request);
    await answerForm(response, {
      work: async () => {
        const text = readForm(request).text('text', { label: 'Message', maximumLength: MESSAGE_CHARACTERS });
        await commit(request, (transaction) => writeChatMessage(transaction, id, text));
        response.redirect(303, '/faq?done=message');
      },
      again: (problem) => showHelp(request, problem),
    });
  });

  return routes;
}
