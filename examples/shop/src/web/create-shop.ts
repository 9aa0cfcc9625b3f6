import { fileURLToPath } from 'node:url';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import type { Database } from '../database/open-database.ts';
import { confirmAtOnce, type FollowUp } from '../domain/fulfilment.ts';
import { ShopError } from '../domain/shop-error.ts';
import { answerErrors } from './answer-errors.ts';
import type { DecisionOf } from './gate-decision.ts';
import { accountRoutes } from './routes/account-routes.ts';
import { adminRoutes } from './routes/admin-routes.ts';
import { apiRoutes } from './routes/api-routes.ts';
import { cartRoutes } from './routes/cart-routes.ts';
import { catalogueRoutes } from './routes/catalogue-routes.ts';
import { checkoutRoutes } from './routes/checkout-routes.ts';
import { giftCardRoutes } from './routes/gift-card-routes.ts';
import { graphqlRoutes } from './routes/graphql-routes.ts';
import { helpRoutes } from './routes/help-routes.ts';
import { newsletterRoutes } from './routes/newsletter-routes.ts';
import { signInRoutes } from './routes/sign-in-routes.ts';
import { supportRoutes } from './routes/support-routes.ts';
import { webhookRoutes } from './routes/webhook-routes.ts';
import { refuseCrossOriginWrites } from './same-origin.ts';
import type { ShopContext } from './shop-context.ts';
import { recogniseVisitor } from './visit.ts';
import type { WebhookSecrets } from './webhook-signatures.ts';

export interface CreateShopOptions {
  readonly database: Database;
  /** Where approved writes go. @default `database` */
  readonly repairDatabase?: Database;
  /** What the gate in front says about a request. @default nobody is in front: everything is open */
  readonly decisionOf?: DecisionOf;
  /** What becomes of an order that somebody places. @default its confirmation is sent at once */
  readonly followUp?: FollowUp;
  /** What providers sign their calls with. @default none is taken */
  readonly webhookSecrets?: WebhookSecrets | null;
  /** @default the wall clock */
  readonly now?: () => Date;
  /** @default written to standard error */
  readonly onError?: (error: unknown) => void;
}

const BODY_BYTES = 64 * 1024;

const SECURITY_HEADERS = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
} as const;

export function createShop({
  database,
  repairDatabase = database,
  decisionOf = () => null,
  followUp = confirmAtOnce,
  webhookSecrets = null,
  now = () => new Date(),
  onError = console.error,
}: CreateShopOptions): Express {
  const context: ShopContext = { database, repairDatabase, decisionOf, followUp, now, onError };
  const shop = express();
  shop.disable('x-powered-by');
  // A proxy on this host may say that the visitor came over TLS, and then the cookie is for TLS only.
  shop.set('trust proxy', 'loopback');

  shop.get('/healthz', async function answerHealth(_request: Request, response: Response) {
    response.set('cache-control', 'no-store');
    try {
      await database.query('select 1');
      response.json({ status: 'ok' });
    } catch (error) {
      onError(error);
      response.status(503).json({ status: 'no database' });
    }
  });
  shop.use(function setSecurityHeaders(_request: Request, response: Response, next: NextFunction) {
    response.set(SECURITY_HEADERS);
    next();
  });
  shop.use('/assets', express.static(fileURLToPath(new URL('./assets/', import.meta.url)), { maxAge: '1h' }));
  shop.use(function keepPagesPrivate(_request: Request, response: Response, next: NextFunction) {
    response.set('cache-control', 'private, no-cache').vary('Cookie');
    next();
  });
  if (webhookSecrets !== null) {
    // Before anything reads bodies: signatures are over the bytes that came.
    shop.use(webhookRoutes(context, webhookSecrets));
  }
  shop.use(express.json({ limit: BODY_BYTES }));
  shop.use(apiRoutes(context));

  shop.use(recogniseVisitor(context));
  shop.use(refuseCrossOriginWrites());
  shop.use(express.urlencoded({ extended: false, limit: BODY_BYTES }));
  shop.use(graphqlRoutes(context));
  shop.use(catalogueRoutes(context));
  shop.use(helpRoutes(context));
  shop.use(cartRoutes(context));
  shop.use(checkoutRoutes(context));
  shop.use(giftCardRoutes(context));
  shop.use(newsletterRoutes(context));
  shop.use(signInRoutes(context));
  shop.use(accountRoutes(context));
  shop.use(adminRoutes(context));
  shop.use(supportRoutes(context));
  shop.use(function answerNotFound() {
    throw new ShopError('not-found', 'There is no such page.');
  });
  shop.use(answerErrors(context));
  return shop;
}
