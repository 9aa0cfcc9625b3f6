import { type NextFunction, type Request, type Response, Router } from 'express';
import { parseEmail } from '../../domain/accounts.ts';
import { type ApiClient, findApiClient } from '../../domain/api-tokens.ts';
import { MAXIMUM_QUANTITY } from '../../domain/cart.ts';
import {
  changeProduct,
  findProductById,
  listProducts,
  type ProductChanges,
  searchProducts,
} from '../../domain/catalogue.ts';
import { type ApiOrder, type Buyer, placeApiOrder } from '../../domain/checkout.ts';
import { findOrder, listOrders } from '../../domain/orders.ts';
import { ShopError } from '../../domain/shop-error.ts';
import { pathNumber } from '../form.ts';
import { createJsonReader } from '../json-reader.ts';
import type { ShopContext } from '../shop-context.ts';
import { createCommit, recogniseVisitor, requireAccount } from '../visit.ts';

/** For other programs. They come with a token of their own, in a header no browser adds by itself. */
export function apiRoutes(context: ShopContext): Router {
  const { database, followUp } = context;
  const commit = createCommit(context);
  const clients = new WeakMap<Request, ApiClient>();
  const routes = Router();

  // The one exception: asked with the visitor's cookie, it says whose it is. It changes nothing.
  routes.get('/api/me', recogniseVisitor(context), (request: Request, response: Response) => {
    const { email, role } = requireAccount(request);
    response.json({ subject: email, role });
  });

  routes.use('/api', async function requireToken(request: Request, _response: Response, next: NextFunction) {
    const token = /^Bearer (\S+)$/i.exec(request.get('authorization') ?? '')?.[1];
    const client = token === undefined ? null : await findApiClient(database, token);
    if (client === null) {
      throw new ShopError('signed-out', 'Expected a valid API token in “Authorization: Bearer TOKEN”.');
    }
    clients.set(request, client);
    next();
  });

  const requireWriter = (request: Request): string => {
    const client = clients.get(request);
    if (client?.mayWrite !== true) {
      throw new ShopError('forbidden', 'This API token may only read.');
    }
    return `api:${client.name}`;
  };

  routes.get('/api/products', async (_request: Request, response: Response) => {
    response.json({ products: await listProducts(database) });
  });

  // A POST that reads: the query is too structured for an address.
  routes.post('/api/products/search', async (request: Request, response: Response) => {
    const query = createJsonReader(request.body).text('query', 200);
    response.json({ products: await searchProducts(database, query) });
  });

  routes.get('/api/products/:id', async (request: Request, response: Response) => {
    response.json(await findProductById(database, pathNumber(request.params.id)));
  });

  routes.patch('/api/products/:id', async (request: Request, response: Response) => {
    const actor = requireWriter(request);
    const id = pathNumber(request.params.id);
    const changes = readProductChanges(request.body);
    response.json(await commit(request, (transaction) => changeProduct(transaction, id, changes), { actor }));
  });

  routes.get('/api/orders', async (_request: Request, response: Response) => {
    response.json({ orders: await listOrders(database) });
  });

  routes.get('/api/orders/:id', async (request: Request, response: Response) => {
    response.json(await findOrder(database, pathNumber(request.params.id)));
  });

  routes.post('/api/orders', async (request: Request, response: Response) => {
    const actor = requireWriter(request);
    const { email, recipient, address, items } = readApiOrder(request.body);
    const [account] = await database.query<{ id: number }>('select id from account where email = $1', [
      email,
    ]);
    if (account === undefined) {
      throw new ShopError('invalid', `There is no customer ${email}.`);
    }
    const order = { buyer: { accountId: account.id, email, recipient, address }, items, followUp };
    const id = await commit(request, (transaction) => placeApiOrder(transaction, order), { actor });
    response
      .status(201)
      .location(`/api/orders/${id}`)
      .json(await findOrder(database, id));
  });

  routes.use('/api', () => {
    throw new ShopError('not-found', 'There is no such part of the API.');
  });

  return routes;
}

function readProductChanges(body: unknown): ProductChanges {
  const json = createJsonReader(body);
  json.refuseOthers(['name', 'summary', 'description', 'priceCents', 'stock', 'visible']);
  return {
    ...(json.has('name') && { name: json.text('name', 200) }),
    ...(json.has('summary') && { summary: json.text('summary', 300) }),
    ...(json.has('description') && { description: json.text('description', 4000) }),
    ...(json.has('priceCents') && { priceCents: json.integer('priceCents', 1, 10_000_000) }),
    ...(json.has('stock') && { stock: json.integer('stock', 0, 1_000_000) }),
    ...(json.has('visible') && { visible: json.truth('visible') }),
  };
}

type ReadOrder = Omit<Buyer, 'accountId'> & Pick<ApiOrder, 'items'>;

function readApiOrder(body: unknown): ReadOrder {
  const json = createJsonReader(body);
  const address = json.object('address');
  const items = json.list('items').map((item) => ({
    productId: item.integer('productId', 1, 2 ** 31 - 1),
    quantity: item.integer('quantity', 1, MAXIMUM_QUANTITY),
  }));
  return {
    email: parseEmail(json.text('email', 200)),
    recipient: json.text('recipient', 200),
    address: {
      street: address.text('street', 200),
      postcode: address.text('postcode', 20),
      city: address.text('city', 200),
      country: address.text('country', 60),
    },
    items,
  };
}
