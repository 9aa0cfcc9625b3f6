import { type Request, type Response, Router } from 'express';
import {
  checkCredentials,
  createAccount,
  requestPasswordReset,
  resetPassword,
} from '../../domain/accounts.ts';
import { endSession, startSession } from '../../domain/sessions.ts';
import { ShopError } from '../../domain/shop-error.ts';
import { queryText, readForm } from '../form.ts';
import { answerForm, localPath, sendPage } from '../send-page.ts';
import type { ShopContext } from '../shop-context.ts';
import { frameOf } from '../views/frame.ts';
import { loginPage, newPasswordPage, passwordResetPage, signUpPage } from '../views/sign-in-pages.ts';
import { createCommit, giveSessionCookie, takeSessionCookie, visitOf } from '../visit.ts';

const AFTER_LOGIN = '/account/orders';

export function signInRoutes(context: ShopContext): Router {
  const { database } = context;
  const commit = createCommit(context);
  const routes = Router();

  routes.get('/login', (request: Request, response: Response) => {
    const next = localPath(queryText(request, 'next'), AFTER_LOGIN);
    sendPage(response, loginPage(frameOf(request), { next, email: '', problem: null }));
  });

  routes.post('/login', async (request: Request, response: Response) => {
    const form = readForm(request);
    const next = localPath(form.entered('next'), AFTER_LOGIN);
    await answerForm(response, {
      work: async () => {
        const account = await checkCredentials(database, form.entered('email'), form.entered('password'));
        if (account === null) {
          throw new ShopError('invalid', 'E-mail address and password do not belong together.');
        }
        const { session } = visitOf(request);
        const token = await commit(
          request,
          (transaction) => {
            transaction.note('logged in');
            return startSession(transaction, {
              accountId: account.id,
              cartId: session?.cartId ?? null,
              replaces: session,
            });
          },
          { kind: 'sign-in', actor: account.email },
        );
        giveSessionCookie(request, response, token);
        response.redirect(303, next);
      },
      again: (problem) => loginPage(frameOf(request), { next, email: form.entered('email'), problem }),
    });
  });

  routes.post('/logout', async (request: Request, response: Response) => {
    const { session } = visitOf(request);
    if (session !== null) {
      await commit(
        request,
        (transaction) => {
          transaction.note('logged out');
          return endSession(transaction, session.tokenHash);
        },
        { kind: 'sign-in' },
      );
    }
    takeSessionCookie(request, response);
    response.redirect(303, '/');
  });

  routes.get('/signup', (request: Request, response: Response) => {
    sendPage(response, signUpPage(frameOf(request), { entered: () => '', problem: null }));
  });

  routes.post('/signup', async (request: Request, response: Response) => {
    const form = readForm(request);
    await answerForm(response, {
      work: async () => {
        const { session } = visitOf(request);
        const email = form.text('email', { label: 'E-mail' });
        const signUp = {
          email,
          name: form.text('name', { label: 'Name' }),
          password: form.entered('password'),
        };
        const token = await commit(
          request,
          async (transaction) => {
            const accountId = await createAccount(transaction, signUp);
            return startSession(transaction, {
              accountId,
              cartId: session?.cartId ?? null,
              replaces: session,
            });
          },
          { actor: email },
        );
        giveSessionCookie(request, response, token);
        response.redirect(303, '/account/profile');
      },
      again: (problem) => signUpPage(frameOf(request), { entered: form.entered, problem }),
    });
  });

  routes.get('/password-reset', (request: Request, response: Response) => {
    sendPage(response, passwordResetPage(frameOf(request), queryText(request, 'sent') === 'yes'));
  });

  routes.post('/password-reset', async (request: Request, response: Response) => {
    await answerForm(response, {
      work: async () => {
        const email = readForm(request).text('email', { label: 'E-mail' });
        await commit(request, (transaction) => requestPasswordReset(transaction, email));
        response.redirect(303, '/password-reset?sent=yes');
      },
      again: (problem) => passwordResetPage(frameOf(request), false, problem),
    });
  });

  routes.get('/password-reset/:token', (request: Request<{ token: string }>, response: Response) => {
    sendPage(response, newPasswordPage(frameOf(request), request.params.token));
  });

  // The token comes in the form, not in the path: paths are written to logs and to the write record.
  routes.post('/password-reset/finish', async (request: Request, response: Response) => {
    const form = readForm(request);
    await answerForm(response, {
      work: async () => {
        await commit(request, (transaction) =>
          resetPassword(transaction, form.entered('token'), form.entered('password')),
        );
        response.redirect(303, '/login?done=reset');
      },
      again: (problem) => newPasswordPage(frameOf(request), form.entered('token'), problem),
    });
  });

  return routes;
}
