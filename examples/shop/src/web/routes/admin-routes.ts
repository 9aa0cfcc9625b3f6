import { type Request, type Response, Router } from 'express';
import { changeRole, parseEmail, searchAccounts } from '../../domain/accounts.ts';
import { changeProducts, listProducts, PRODUCT_ACTIONS } from '../../domain/catalogue.ts';
import { listErrors } from '../../domain/error-log.ts';
import { listJobRuns } from '../../domain/job-runs.ts';
import { listMail, listMailOfOrder } from '../../domain/mail.ts';
import { refundOrder, repairOrder, setOrderStatus } from '../../domain/order-corrections.ts';
import { countDamagedOrders, findOrder, listOrders } from '../../domain/orders.ts';
import { ROLES } from '../../domain/role.ts';
import { listSales } from '../../domain/sales.ts';
import { readSettings, saveSettings } from '../../domain/settings.ts';
import { ShopError } from '../../domain/shop-error.ts';
import { countInvoices } from '../../domain/subscriptions.ts';
import { type Form, pathNumber, queryText, readForm } from '../form.ts';
import type { Html } from '../html.ts';
import { answerForm, sendPage } from '../send-page.ts';
import type { ShopContext } from '../shop-context.ts';
import { adminOrderPage, adminOrdersPage } from '../views/admin-order-pages.ts';
import {
  adminErrorsPage,
  adminMailPage,
  adminProductsPage,
  adminSettingsPage,
  adminUsersPage,
} from '../views/admin-pages.ts';
import { adminStatisticsPage } from '../views/admin-statistics-page.ts';
import { frameOf } from '../views/frame.ts';
import { createCommit, requireAccount, requireRole } from '../visit.ts';

export function adminRoutes(context: ShopContext): Router {
  const { database } = context;
  const commit = createCommit(context);
  const routes = Router();
  routes.use('/admin', requireRole('admin'));

  const showOrder = async (request: Request, id: number, problem: string | null = null): Promise<Html> => {
    const order = await findOrder(database, id);
    const mails = await listMailOfOrder(database, id);
    return adminOrderPage(frameOf(request), { order, mails, problem });
  };

  routes.get('/admin', (_request: Request, response: Response) => {
    response.redirect(303, '/admin/orders');
  });

  routes.get('/admin/orders', async (request: Request, response: Response) => {
    const query = queryText(request, 'q');
    const damaged = queryText(request, 'damaged') === 'yes';
    const orders = await listOrders(database, { query, damaged });
    const damagedCount = await countDamagedOrders(database);
    sendPage(response, adminOrdersPage(frameOf(request), { orders, query, damaged, damagedCount }));
  });

  routes.post('/admin/orders/bulk', async (request: Request, response: Response) => {
    const form = readForm(request);
    const purchaseIds = requireSelection(form, 'orders');
    const status = form.choice('change', ['shipped', 'paid']);
    const actor = requireAccount(request).email;
    await commit(request, (transaction) => setOrderStatus(transaction, { purchaseIds, status, actor }));
    response.redirect(303, '/admin/orders?done=saved');
  });

  routes.get('/admin/orders/:id', async (request: Request, response: Response) => {
    sendPage(response, await showOrder(request, pathNumber(request.params.id)));
  });

  routes.post('/admin/orders/:id/refund', async (request: Request, response: Response) => {
    const purchaseId = pathNumber(request.params.id);
    await answerForm(response, {
      work: async () => {
        const form = readForm(request);
        const amountCents = form.money('amount');
        const reason = form.text('reason', { label: 'Reason' });
        const actor = requireAccount(request).email;
        await commit(request, (transaction) =>
          refundOrder(transaction, { purchaseId, amountCents, reason, actor }),
        );
        response.redirect(303, `/admin/orders/${purchaseId}?done=refunded`);
      },
      again: (problem) => showOrder(request, purchaseId, problem),
    });
  });

  routes.post('/admin/orders/:id/repair', async (request: Request, response: Response) => {
    const purchaseId = pathNumber(request.params.id);
    await answerForm(response, {
      work: async () => {
        await commit(request, (transaction) =>
          repairOrder(transaction, purchaseId, requireAccount(request).email),
        );
        response.redirect(303, `/admin/orders/${purchaseId}?done=repaired`);
      },
      again: (problem) => showOrder(request, purchaseId, problem),
    });
  });

  routes.get('/admin/products', async (request: Request, response: Response) => {
    sendPage(response, adminProductsPage(frameOf(request), await listProducts(database, { hidden: true })));
  });

  routes.post('/admin/products/bulk', async (request: Request, response: Response) => {
    const form = readForm(request);
    const ids = requireSelection(form, 'products');
    const action = form.choice('change', PRODUCT_ACTIONS);
    await commit(request, (transaction) => changeProducts(transaction, ids, action));
    response.redirect(303, '/admin/products?done=saved');
  });

  routes.get('/admin/users', async (request: Request, response: Response) => {
    const query = queryText(request, 'q');
    sendPage(response, adminUsersPage(frameOf(request), await searchAccounts(database, query), query));
  });

  routes.post('/admin/users/:id/role', async (request: Request, response: Response) => {
    const accountId = pathNumber(request.params.id);
    const role = readForm(request).choice('role', ROLES);
    if (accountId === requireAccount(request).id) {
      throw new ShopError(
        'conflict',
        'Nobody changes his own role: the last admin could lock everybody out.',
      );
    }
    await commit(request, (transaction) => changeRole(transaction, accountId, role));
    response.redirect(303, '/admin/users?done=saved');
  });

  routes.get('/admin/settings', async (request: Request, response: Response) => {
    sendPage(response, adminSettingsPage(frameOf(request), await readSettings(database)));
  });

  routes.post('/admin/settings', async (request: Request, response: Response) => {
    await answerForm(response, {
      work: async () => {
        const form = readForm(request);
        const settings = {
          legacyOrderWriter: form.checked('legacyOrderWriter'),
          shippingCents: form.money('shipping'),
          freeShippingFromCents: form.money('freeShippingFrom'),
          announcement: form.text('announcement', { label: 'Announcement', optional: true }),
          contactEmail: parseEmail(form.entered('contactEmail')),
        };
        await commit(request, (transaction) => saveSettings(transaction, settings));
        response.redirect(303, '/admin/settings?done=saved');
      },
      again: async (problem) => adminSettingsPage(frameOf(request), await readSettings(database), problem),
    });
  });

  routes.get('/admin/statistics', async (request: Request, response: Response) => {
    const model = {
      sales: await listSales(database),
      invoices: await countInvoices(database),
      jobs: await listJobRuns(database),
    };
    sendPage(response, adminStatisticsPage(frameOf(request), model));
  });

  routes.get('/admin/errors', async (request: Request, response: Response) => {
    sendPage(response, adminErrorsPage(frameOf(request), await listErrors(database)));
  });

  routes.get('/admin/mail', async (request: Request, response: Response) => {
    sendPage(response, adminMailPage(frameOf(request), await listMail(database)));
  });

  return routes;
}

function requireSelection(form: Form, name: string): readonly number[] {
  const selected = form.integers(name);
  if (selected.length === 0) {
    throw new ShopError('invalid', `Select at least one of the ${name} first.`);
  }
  return selected;
}
