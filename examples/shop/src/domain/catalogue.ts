import type { Queryable } from '../database/open-database.ts';
import type { WriteTransaction } from '../database/write-record.ts';
import { ShopError } from './shop-error.ts';

export interface Product {
  readonly id: number;
  readonly slug: string;
  readonly name: string;
  readonly category: string;
  readonly summary: string;
  readonly description: string;
  /** The name of a drawing in web/views/product-art.ts. */
  readonly art: string;
  readonly priceCents: number;
  readonly stock: number;
  readonly visible: boolean;
}

export const PRODUCT_ORDERS = ['featured', 'price', 'price-down', 'name'] as const;
export type ProductOrder = (typeof PRODUCT_ORDERS)[number];

export interface ListProductsOptions {
  readonly category?: string | null;
  readonly order?: ProductOrder;
  /** Also those taken off the shelf, for the admin's list. @default false */
  readonly hidden?: boolean;
}

const COLUMNS = `id, slug, name, category, summary, description, art, price_cents as "priceCents", stock, visible`;

const ORDER_SQL: Readonly<Record<ProductOrder, string>> = {
  featured: 'id',
  price: 'price_cents, id',
  'price-down': 'price_cents desc, id',
  name: 'name, id',
};

export async function listProducts(
  database: Queryable,
  { category = null, order = 'featured', hidden = false }: ListProductsOptions = {},
): Promise<readonly Product[]> {
  return database.query<Product>(
    `select ${COLUMNS} from product
     where (visible or $1) and ($2::text is null or category = $2) order by ${ORDER_SQL[order]}`,
    [hidden, category],
  );
}

export async function listCategories(database: Queryable): Promise<readonly string[]> {
  const rows = await database.query<{ category: string }>(
    'select category from product where visible group by category order by min(id)',
  );
  return rows.map((row) => row.category);
}

/** Every word must occur somewhere; matches in the name come first. */
export async function searchProducts(database: Queryable, query: string): Promise<readonly Product[]> {
  const words = query.trim().split(/\s+/).filter(Boolean).slice(0, 8);
  if (words.length === 0) {
    return [];
  }
  const patterns = words.map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`);
  return database.query<Product>(
    `select ${COLUMNS} from product
     where visible and (name || ' ' || category || ' ' || summary || ' ' || description) ilike all ($1::text[])
     order by (name ilike any ($1::text[])) desc, id`,
    [patterns],
  );
}

export async function findProduct(database: Queryable, slug: string): Promise<Product> {
  const rows = await database.query<Product>(`select ${COLUMNS} from product where slug = $1 and visible`, [
    slug,
  ]);
  return rows[0] ?? missing(slug);
}

export async function findProductById(database: Queryable, id: number): Promise<Product> {
  const rows = await database.query<Product>(`select ${COLUMNS} from product where id = $1`, [id]);
  return rows[0] ?? missing(String(id));
}

export interface StockLevel {
  readonly product: string;
  readonly stock: number;
}

/** How many there are of each of these; what is not for sale is left out. */
export async function readStock(
  database: Queryable,
  slugs: readonly string[],
): Promise<readonly StockLevel[]> {
  return database.query<StockLevel>(
    'select slug as product, stock from product where visible and slug = any ($1::text[]) order by id',
    [slugs],
  );
}

/** As a product's page says it. */
export function describeStock(stock: number): string {
  if (stock === 0) {
    return 'Sold out for now.';
  }
  return stock < 10 ? `Only ${stock} left` : 'In stock';
}

export interface ProductChanges {
  readonly name?: string;
  readonly summary?: string;
  readonly description?: string;
  readonly priceCents?: number;
  readonly stock?: number;
  readonly visible?: boolean;
}

export async function changeProduct(
  transaction: WriteTransaction,
  id: number,
  changes: ProductChanges,
): Promise<Product> {
  const rows = await transaction.query<Product>(
    `update product set name = coalesce($2, name), summary = coalesce($3, summary),
       description = coalesce($4, description), price_cents = coalesce($5, price_cents),
       stock = coalesce($6, stock), visible = coalesce($7, visible)
     where id = $1 returning ${COLUMNS}`,
    [
      id,
      changes.name,
      changes.summary,
      changes.description,
      changes.priceCents,
      changes.stock,
      changes.visible,
    ],
  );
  const product = rows[0] ?? missing(String(id));
  transaction.note(`product ${product.slug} changed: ${Object.keys(changes).join(', ') || 'nothing'}`);
  return product;
}

export const PRODUCT_ACTIONS = ['restock', 'hide', 'show', 'discount-10', 'undo-discount-10'] as const;
export type ProductAction = (typeof PRODUCT_ACTIONS)[number];

const ACTION_SQL: Readonly<Record<ProductAction, string>> = {
  restock: 'stock = stock + 50',
  hide: 'visible = false',
  show: 'visible = true',
  'discount-10': 'price_cents = greatest(1, round(price_cents * 0.9)::integer)',
  'undo-discount-10': 'price_cents = round(price_cents / 0.9)::integer',
};

export async function changeProducts(
  transaction: WriteTransaction,
  ids: readonly number[],
  action: ProductAction,
): Promise<number> {
  const changed = await transaction.query<{ id: number }>(
    `update product set ${ACTION_SQL[action]} where id = any ($1::integer[]) returning id`,
    [ids],
  );
  transaction.note(`${action} for products ${changed.map((row) => row.id).join(', ')}`);
  return changed.length;
}

function missing(what: string): never {
  throw new ShopError('not-found', `There is no product “${what}”.`);
}
