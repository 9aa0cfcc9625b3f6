import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import { ShopError } from '../domain/shop-error.ts';
import { statusOf } from '../web/answer-errors.ts';
import { pathNumber } from '../web/form.ts';
import { toMarkup } from '../web/html.ts';
import { createJsonReader } from '../web/json-reader.ts';
import { refuseCrossOriginWrites } from '../web/same-origin.ts';
import type { Delivery } from './delivery.ts';
import { customerUpdated, mailReported, newPaymentId, paymentSucceeded } from './make-delivery.ts';
import { providerNames } from './provider-rules.ts';
import type { DeliverySending } from './send-deliveries.ts';
import type { SimulatorRecord } from './simulator-journal.ts';
import { simulatorOverview } from './simulator-overview.ts';
import { simulatorPage, simulatorStyle } from './simulator-page.ts';
import { isProviderName, type SimulatorState } from './simulator-state.ts';

export interface CreateSimulatorOptions {
  readonly state: SimulatorState;
  readonly sending: DeliverySending;
  readonly faster: number;
  /** How long after what it tells of an event is sent. */
  readonly afterMs: number;
}

/** The providers as the shop asks them, and the page that shows what they send. */
export function createSimulator({ state, sending, faster, afterMs }: CreateSimulatorOptions): Express {
  const simulator = express();
  simulator.disable('x-powered-by');
  simulator.use(refuseOtherHosts, refuseCrossOriginWrites());
  simulator.use(function setHeaders(_request: Request, response: Response, next: NextFunction) {
    response.set({
      'cache-control': 'no-store',
      'content-security-policy':
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
    });
    next();
  });
  simulator.use(express.json());

  /** What was promised is written down together with the event that tells of it, and only then answered. */
  const promise = (
    made: Pick<Delivery, 'id' | 'provider' | 'about' | 'body'>,
    ...others: readonly SimulatorRecord[]
  ) => {
    const madeAt = Date.now();
    const delivery: Delivery = {
      ...made,
      madeAt,
      state: 'waiting',
      dueAt: madeAt + afterMs,
      reason: null,
      attempts: [],
    };
    state.keep(...others, { kind: 'delivery', delivery });
    sending.wake();
  };

  simulator.post('/payments', (request: Request, response: Response) => {
    const key = keyOf(request);
    const known = state.payment(key);
    if (known !== null) {
      response.json(known);
      return;
    }
    const json = createJsonReader(request.body);
    const payment = {
      id: newPaymentId(),
      amount: json.integer('amount', 1, 1_000_000_000),
      currency: json.text('currency', 3),
      metadata: { order: json.object('metadata').text('order', 20) },
    };
    promise(paymentSucceeded(payment, new Date()), { kind: 'payment', key, payment });
    response.status(201).json(payment);
  });

  simulator.post('/messages', (request: Request, response: Response) => {
    const key = keyOf(request);
    const json = createJsonReader(request.body);
    const message = {
      id: json.integer('id', 1, 2 ** 31 - 1),
      recipient: json.text('recipient', 300),
      subject: json.text('subject', 1_000),
    };
    if (!state.hasMessage(key)) promise(mailReported(message, new Date()), { kind: 'message', key });
    response.status(202).json({ id: message.id });
  });

  simulator.put('/customers/:id', (request: Request, response: Response) => {
    const id = pathNumber(request.params.id);
    const json = createJsonReader(request.body);
    const customer = {
      email: json.text('email', 300),
      name: json.text('name', 300),
      // Not everybody has one.
      city: '',
      orders: json.integer('orders', 0, 2 ** 31 - 1),
      spentCents: json.integer('spentCents', -(2 ** 31), 2 ** 31 - 1),
    };
    promise(customerUpdated(id, customer, new Date()));
    response.json({ id });
  });

  simulator.get('/', (_request: Request, response: Response) => {
    response.type('html').send(toMarkup(simulatorPage(simulatorOverview(state, faster))));
  });
  simulator.get('/style.css', (_request: Request, response: Response) => {
    response.type('css').send(simulatorStyle);
  });
  simulator.get('/deliveries.json', (_request: Request, response: Response) => {
    response.json(simulatorOverview(state, faster));
  });

  simulator.post('/deliveries/:id/send-again', async (request: Request, response: Response) => {
    const { id } = request.params;
    if (typeof id !== 'string' || state.delivery(id) === null) {
      throw new ShopError('not-found', 'There is no such delivery.');
    }
    await sending.sendAgain(id);
    response.redirect(303, '/');
  });
  simulator.post('/endpoints/:provider/:change', (request: Request, response: Response) => {
    const { provider, change } = request.params;
    if (!isProviderName(provider)) {
      throw new ShopError('not-found', `Expected one of ${providerNames.join(', ')}.`);
    }
    if (change === 'hold-back' || change === 'release') sending.holdBack(provider, change === 'hold-back');
    else if (change === 'enable') sending.enable(provider);
    else throw new ShopError('not-found', 'Expected hold-back, release or enable.');
    response.redirect(303, '/');
  });

  simulator.use(function answerError(
    thrown: unknown,
    _request: Request,
    response: Response,
    next: NextFunction,
  ) {
    if (!(thrown instanceof ShopError)) {
      next(thrown);
      return;
    }
    response.status(statusOf(thrown)).json({ error: thrown.message });
  });
  return simulator;
}

/** A page elsewhere whose name was turned to this address is not asked for by this name. */
function refuseOtherHosts(request: Request, _response: Response, next: NextFunction): void {
  if (!/^(?:127\.0\.0\.1|localhost)(?::\d+)?$/.test(request.headers.host ?? '')) {
    throw new ShopError('forbidden', 'Expected to be asked as localhost.');
  }
  next();
}

function keyOf(request: Request): string {
  const key = request.get('idempotency-key');
  if (key === undefined || key === '') {
    throw new ShopError('invalid', 'Expected an Idempotency-Key, so that asking twice is asking once.');
  }
  return key;
}
