import { type Cart, readCart } from '../../domain/cart.ts';
import { findProduct, listProducts, type Product, searchProducts } from '../../domain/catalogue.ts';
import { listOrders, type OrderSummary } from '../../domain/orders.ts';
import type { ShopContext } from '../shop-context.ts';
import { requireAccount } from '../visit.ts';
import type { GraphqlCaller } from './caller.ts';

export function createQueries({ database, now }: ShopContext) {
  return {
    products: ({ category = null }: { readonly category?: string | null }): Promise<readonly Product[]> =>
      listProducts(database, { category }),
    product: ({ slug }: { readonly slug: string }): Promise<Product> => findProduct(database, slug),
    search: async ({ words, first }: { readonly words: string; readonly first: number | null }) =>
      (await searchProducts(database, words.slice(0, 200))).slice(0, Math.max(0, first ?? 20)),
    cart: async (_arguments: unknown, caller: GraphqlCaller) =>
      describeCart(await readCart(database, caller.session()?.cartId ?? null, now())),
    async myOrders(_arguments: unknown, { request }: GraphqlCaller) {
      const orders = await listOrders(database, { accountId: requireAccount(request).id });
      return orders.map(describeOrder);
    },
  };
}

export function describeCart({ lines, totals }: Cart) {
  return { lines, items: totals.items, totalCents: totals.totalCents };
}

export function describeOrder(order: OrderSummary) {
  return { ...order, placedAt: order.placedAt.toISOString() };
}
