import express, { type Request, type Response, Router } from 'express';
import { changePassword, findAccount } from '../../domain/accounts.ts';
import { invoiceLines } from '../../domain/invoice.ts';
import { findOrderFor, listOrders } from '../../domain/orders.ts';
import {
  AVATAR_BYTES,
  findAvatar,
  saveAddress,
  saveAvatar,
  saveProfile,
  saveProfileDraft,
} from '../../domain/profile.ts';
import { ShopError } from '../../domain/shop-error.ts';
import { readAddress } from '../address-form.ts';
import { pathNumber, queryText, readForm } from '../form.ts';
import { drawInvoice } from '../invoice-pdf.ts';
import { parseMultipart } from '../multipart.ts';
import { readProfile } from '../profile-form.ts';
import { answerForm, sendPage } from '../send-page.ts';
import type { ShopContext } from '../shop-context.ts';
import { orderHistoryPage, orderPage, profilePage } from '../views/account-pages.ts';
import { frameOf } from '../views/frame.ts';
import { createCommit, requireAccount, requireRole, visitOf } from '../visit.ts';

/** Room for the form around the picture, so that one slightly too large gets a reason and not a broken upload. */
const UPLOAD_BYTES = 2 * AVATAR_BYTES;

export function accountRoutes(context: ShopContext): Router {
  const { database } = context;
  const commit = createCommit(context);
  const routes = Router();
  routes.use('/account', requireRole('customer', 'support', 'admin'));

  const showProfile = async (request: Request, problem: string) =>
    profilePage(frameOf(request), {
      account: await findAccount(database, requireAccount(request).id),
      problem,
    });

  routes.get('/account', (_request: Request, response: Response) => {
    response.redirect(303, '/account/orders');
  });

  routes.get('/account/orders', async (request: Request, response: Response) => {
    const orders = await listOrders(database, { accountId: requireAccount(request).id });
    sendPage(response, orderHistoryPage(frameOf(request), orders));
  });

  routes.get('/account/orders/:id', async (request: Request, response: Response) => {
    const order = await findOrderFor(database, requireAccount(request), pathNumber(request.params.id));
    sendPage(response, orderPage(frameOf(request), order, queryText(request, 'placed') === 'yes'));
  });

  routes.get('/account/orders/:id/invoice', async (request: Request, response: Response) => {
    const order = await findOrderFor(database, requireAccount(request), pathNumber(request.params.id));
    response.attachment(`invoice-${order.id}.pdf`).send(drawInvoice(invoiceLines(order)));
  });

  routes.get('/account/profile', async (request: Request, response: Response) => {
    const account = await findAccount(database, requireAccount(request).id);
    sendPage(response, profilePage(frameOf(request), { account, problem: null }));
  });

  routes.post('/account/profile', async (request: Request, response: Response) => {
    await answerForm(response, {
      work: async () => {
        const profile = readProfile(readForm(request));
        await commit(request, (transaction) => saveProfile(transaction, requireAccount(request).id, profile));
        response.redirect(303, '/account/profile?done=profile');
      },
      again: (problem) => showProfile(request, problem),
    });
  });

  routes.put('/account/profile/draft', async (request: Request, response: Response) => {
    const form = readForm(request);
    const draft = {
      name: form.text('name', { label: 'Name', optional: true }),
      phone: form.text('phone', { label: 'Phone', maximumLength: 40, optional: true }),
      about: form.text('about', { label: 'What we should know', maximumLength: 2000, optional: true }),
    };
    await commit(request, (transaction) => saveProfileDraft(transaction, requireAccount(request).id, draft));
    response.status(204).end();
  });

  routes.get('/account/avatar', async (request: Request, response: Response) => {
    const avatar = await findAvatar(database, requireAccount(request).id);
    response.type(avatar.mediaType).set('cache-control', 'private, no-cache').send(avatar.content);
  });

  routes.post(
    '/account/avatar',
    express.raw({ type: 'multipart/form-data', limit: UPLOAD_BYTES }),
    async (request: Request, response: Response) => {
      await answerForm(response, {
        work: async () => {
          const parts = parseMultipart(request.get('content-type'), request.body);
          const picture = parts.find((part) => part.name === 'picture');
          if (picture === undefined || picture.content.length === 0) {
            throw new ShopError('invalid', 'Choose a picture first.');
          }
          await commit(request, (transaction) =>
            saveAvatar(transaction, requireAccount(request).id, picture.content),
          );
          response.redirect(303, '/account/profile?done=picture');
        },
        again: (problem) => showProfile(request, problem),
      });
    },
  );

  routes.post('/account/address', async (request: Request, response: Response) => {
    await answerForm(response, {
      work: async () => {
        const address = readAddress(readForm(request));
        await commit(request, (transaction) => saveAddress(transaction, requireAccount(request).id, address));
        response.redirect(303, '/account/profile?done=address');
      },
      again: (problem) => showProfile(request, problem),
    });
  });

  routes.post('/account/password', async (request: Request, response: Response) => {
    await answerForm(response, {
      work: async () => {
        const form = readForm(request);
        await commit(request, (transaction) =>
          changePassword(transaction, {
            accountId: requireAccount(request).id,
            current: form.entered('current'),
            next: form.entered('password'),
            keepSession: visitOf(request).session?.tokenHash ?? '',
          }),
        );
        response.redirect(303, '/account/profile?done=password');
      },
      again: (problem) => showProfile(request, problem),
    });
  });

  return routes;
}
