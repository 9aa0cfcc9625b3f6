import express, { type Request, type RequestHandler, type Response, Router } from 'express';
import type { WriteTransaction } from '../../database/write-record.ts';
import { noteCustomerReport } from '../../domain/customer-mirror.ts';
import { noteMailReport } from '../../domain/mail.ts';
import { bookPayment } from '../../domain/payments.ts';
import { ShopError } from '../../domain/shop-error.ts';
import type { ProviderName } from '../../domain/webhook-events.ts';
import { createJsonReader, type JsonReader } from '../json-reader.ts';
import type { ShopContext } from '../shop-context.ts';
import { createCommit } from '../visit.ts';
import {
  type SignedCall,
  verifyCrmCall,
  verifyMailCall,
  verifyPaymentsCall,
  type WebhookSecrets,
} from '../webhook-signatures.ts';

/** What is done about an event, in one short transaction; null: it is of a kind that nobody here waits for. */
type Work = ((transaction: WriteTransaction) => Promise<void>) | null;

interface Hook {
  /** Throws a ShopError for what the provider did not sign. */
  verify(call: SignedCall): void;
  read(event: JsonReader, call: SignedCall): Work;
}

const BODY_BYTES = 256 * 1024;
const MOST_ID = 2 ** 31 - 1;

/**
 * What other companies' programs tell the shop. Each call is verified over the bytes that came, carried out once however often
 * it comes, and answered when that is committed: a provider that hears 200 never sends it again.
 */
export function webhookRoutes(context: ShopContext, secrets: WebhookSecrets): Router {
  const commit = createCommit(context);
  const routes = Router();
  // Nothing unpacks them: what is signed is what was sent.
  const rawBody = express.raw({ type: () => true, limit: BODY_BYTES, inflate: false });

  const answer =
    (provider: ProviderName, { verify, read }: Hook): RequestHandler =>
    async (request: Request, response: Response) => {
      const call = signedCall(request);
      verify(call);
      const work = read(createJsonReader(parse(call.body)), call);
      if (work !== null) await commit(request, work, { actor: `webhook:${provider}` });
      response.json({ received: true });
    };

  const { now } = context;
  const hooks: Readonly<Record<ProviderName, Hook>> = {
    payments: {
      verify: (call) => verifyPaymentsCall(call, { secret: secrets.payments, now: now() }),
      read: readPaymentEvent,
    },
    mail: {
      verify: (call) => verifyMailCall(call, { secret: secrets.mail, now: now() }),
      read: readMailEvent,
    },
    crm: {
      verify: (call) => verifyCrmCall(call, { secret: secrets.crm }),
      read: readCrmEvent,
    },
  };
  routes.post('/webhooks/payments', rawBody, answer('payments', hooks.payments));
  routes.post('/webhooks/mail', rawBody, answer('mail', hooks.mail));
  routes.post('/webhooks/crm', rawBody, answer('crm', hooks.crm));
  return routes;
}

function readPaymentEvent(event: JsonReader): Work {
  const eventId = event.text('id', 200);
  if (event.text('type', 100) !== 'payment.succeeded') return null;
  const payment = event.object('data').object('object');
  const received = {
    eventId,
    paymentId: payment.text('id', 200),
    amountCents: payment.integer('amount', 1, 1_000_000_000),
    purchaseId: orderNumber(payment.object('metadata').text('order', 10)),
  };
  return (transaction) => bookPayment(transaction, received);
}

const MAIL_EVENTS = { 'email.delivered': 'delivered', 'email.bounced': 'bounced' } as const;

function readMailEvent(event: JsonReader, { header }: SignedCall): Work {
  const type = event.text('type', 100);
  if (type !== 'email.delivered' && type !== 'email.bounced') return null;
  const data = event.object('data');
  const report = {
    // Part of what is signed, so it is there.
    eventId: header('webhook-id') ?? '',
    kind: MAIL_EVENTS[type],
    mailId: data.integer('message', 1, MOST_ID),
    detail: data.text('detail', 500),
    at: momentOf(event.text('timestamp', 40)),
  };
  return (transaction) => noteMailReport(transaction, report);
}

function readCrmEvent(event: JsonReader, { header }: SignedCall): Work {
  if (event.text('action', 100) !== 'updated') return null;
  const eventId = header('x-github-delivery');
  if (eventId === undefined || eventId === '') {
    throw new ShopError('invalid', 'Expected X-GitHub-Delivery to name the delivery.');
  }
  const customer = event.object('customer');
  const report = {
    eventId,
    accountId: customer.integer('id', 1, MOST_ID),
    segment: customer.text('segment', 100),
    keeper: customer.text('keeper', 100),
    at: momentOf(customer.text('updated_at', 40)),
  };
  return (transaction) => noteCustomerReport(transaction, report);
}

function signedCall(request: Request): SignedCall {
  const body: unknown = request.body;
  return { header: (name) => request.get(name), body: Buffer.isBuffer(body) ? body : Buffer.alloc(0) };
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (cause) {
    throw new ShopError('invalid', 'Expected the body to be JSON.', { cause });
  }
}

function orderNumber(text: string): number {
  const number = /^\d{1,10}$/.test(text) ? Number(text) : 0;
  if (number < 1 || number > MOST_ID) {
    throw new ShopError('invalid', `Expected metadata.order to be the number of an order, got “${text}”.`);
  }
  return number;
}

function momentOf(text: string): Date {
  const moment = new Date(text);
  if (Number.isNaN(moment.getTime())) {
    throw new ShopError('invalid', `Expected a time as of ISO 8601, got “${text}”.`);
  }
  return moment;
}
