import { type Request, type Response, Router } from 'express';
import {
  findProduct,
  listCategories,
  listProducts,
  PRODUCT_ORDERS,
  searchProducts,
} from '../../domain/catalogue.ts';
import { ShopError } from '../../domain/shop-error.ts';
import { queryText } from '../form.ts';
import { sendPage } from '../send-page.ts';
import type { ShopContext } from '../shop-context.ts';
import { cataloguePage, productPage, searchPage } from '../views/catalogue-pages.ts';
import { frameOf } from '../views/frame.ts';

export function catalogueRoutes({ database }: ShopContext): Router {
  const routes = Router();

  routes.get('/', async (request: Request, response: Response) => {
    const category = queryText(request, 'category') || null;
    const order = PRODUCT_ORDERS.find((candidate) => candidate === queryText(request, 'sort')) ?? 'featured';
    const categories = await listCategories(database);
    if (category !== null && !categories.includes(category)) {
      throw new ShopError('not-found', `There is no category “${category}”.`);
    }
    const products = await listProducts(database, { category, order });
    sendPage(response, cataloguePage(frameOf(request), { products, categories, category, order }));
  });

  routes.get('/search', async (request: Request, response: Response) => {
    const query = queryText(request, 'q').trim();
    sendPage(response, searchPage(frameOf(request), query, await searchProducts(database, query)));
  });

  routes.get('/products/:slug', async (request: Request<{ slug: string }>, response: Response) => {
    sendPage(response, productPage(frameOf(request), await findProduct(database, request.params.slug)));
  });

  return routes;
}
