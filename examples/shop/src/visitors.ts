import { randomUUID } from 'node:crypto';
import { VISITOR_LOGINS } from './seed/demo-logins.ts';
import { createVisitorClient, type VisitorRequest, type VisitorResponse } from './visitor-client.ts';
import { glanceAtStock } from './visitor-socket.ts';

export interface Outcome {
  readonly method: string;
  readonly path: string;
  /** 0 when there was no answer. */
  readonly status: number;
  /** Whether a read-only shop must refuse it; signing in and out is no such write. */
  readonly write: boolean;
  /** Sent as X-Request-Id, and so found in the shop's write record. */
  readonly requestId: string;
  readonly sentAt: Date;
}

export interface StartVisitorsOptions {
  readonly baseUrl: string;
  /** How many walk around at once. @default 3 */
  readonly visitors?: number;
  /** Sends them home: requests on their way are finished, none is begun. */
  readonly signal: AbortSignal;
  /** From 0 up to 1, like Math.random; a seeded one makes the same walk twice. @default Math.random */
  readonly random?: () => number;
  /** How long a visitor looks at a page. @default { minimum: 700, maximum: 2600 } */
  readonly paceMs?: { readonly minimum: number; readonly maximum: number };
  readonly onOutcome?: (outcome: Outcome) => void;
}

export interface Visitors {
  /** Settles when everybody has gone home; the promise never rejects. */
  readonly done: Promise<void>;
}

/** People who look around, sign in, fill carts, pay and keep their accounts; over HTTP, like everybody. */
export function startVisitors({
  baseUrl,
  visitors = 3,
  signal,
  random = Math.random,
  paceMs = { minimum: 700, maximum: 2600 },
  onOutcome = () => undefined,
}: StartVisitorsOptions): Visitors {
  const walks = Array.from({ length: visitors }, (_, index) =>
    walk({ number: index, baseUrl, signal, random, paceMs, onOutcome }),
  );
  return { done: Promise.all(walks).then(() => undefined) };
}

type WalkOptions = Required<Omit<StartVisitorsOptions, 'visitors'>> & { readonly number: number };

interface WalkerRequest extends VisitorRequest {
  /** Where method and path do not say it. */
  readonly write?: boolean;
}

interface Question {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly write: boolean;
}

interface Walker {
  readonly number: number;
  look(path: string): Promise<VisitorResponse | null>;
  send(path: string, fields: Readonly<Record<string, string>>): Promise<VisitorResponse | null>;
  request(visitorRequest: WalkerRequest): Promise<VisitorResponse | null>;
  /** By GraphQL, as the pages' scripts do. */
  ask(question: Question): Promise<VisitorResponse | null>;
  /** Opens the ticker of a product's page, and leaves when it has spoken. */
  watchStock(product: string): Promise<unknown>;
  pick<Item>(items: readonly Item[]): Item | undefined;
  chance(probability: number): boolean;
}

/** With no answer at all (the shop is starting, or gone) nobody hammers at the door. */
const NO_ANSWER_PAUSE_MS = 250;

async function walk({ number, baseUrl, signal, random, paceMs, onOutcome }: WalkOptions): Promise<void> {
  const client = createVisitorClient({ baseUrl });
  const tellOf = async <Answer extends { readonly status: number }>(
    asked: Pick<Outcome, 'method' | 'path' | 'write'>,
    send: (requestId: string) => Promise<Answer>,
  ): Promise<Answer | null> => {
    if (signal.aborted) {
      return null;
    }
    const requestId = randomUUID();
    const sentAt = new Date();
    let answer: Answer | null = null;
    try {
      answer = await send(requestId);
    } catch {
      await pause(NO_ANSWER_PAUSE_MS, signal);
    }
    onOutcome({ ...asked, status: answer?.status ?? 0, requestId, sentAt });
    await pause(paceMs.minimum + random() * (paceMs.maximum - paceMs.minimum), signal);
    return answer;
  };
  const request = (visitorRequest: WalkerRequest): Promise<VisitorResponse | null> => {
    const { method, path, write = isWrite(method, path), headers } = visitorRequest;
    return tellOf({ method, path, write }, (requestId) =>
      client.send({ ...visitorRequest, headers: { ...headers, 'x-request-id': requestId } }),
    );
  };
  const walker: Walker = {
    number,
    request,
    look: (path) => request({ method: 'GET', path }),
    ask: ({ query, variables, write }) =>
      request({
        method: 'POST',
        path: '/graphql',
        write,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query, variables }),
      }),
    watchStock: (product) =>
      tellOf({ method: 'GET', path: '/live/stock', write: false }, (requestId) =>
        glanceAtStock({ baseUrl, product, requestId }),
      ),
    send: (path, fields) =>
      request({
        method: 'POST',
        path,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams(fields).toString(),
      }),
    pick: (items) => items[Math.floor(random() * items.length)],
    chance: (probability) => random() < probability,
  };
  const errands: readonly ((walker: Walker) => Promise<unknown>)[] = [
    buySomething,
    buySomething,
    buySomething,
    keepProfile,
    lookAround,
    subscribe,
    signUp,
  ];
  while (!signal.aborted) {
    await walker.pick(errands)?.(walker);
  }
  client.close();
}

async function lookAround(walker: Walker): Promise<readonly string[]> {
  const home = await walker.look('/');
  const products = [...new Set((home?.text ?? '').match(/\/products\/[a-z-]+/g) ?? [])];
  if (walker.chance(0.3)) {
    await walker.ask({
      query: 'query Suggest($words: String!) { search(words: $words, first: 5) { slug name } }',
      variables: { words: walker.pick(['lin', 'woo', 'lam', 'gar', 'cof']) ?? '' },
      write: false,
    });
    await walker.look(`/search?q=${walker.pick(['linen', 'wood', 'lamp', 'garden', 'coffee']) ?? ''}`);
  }
  if (walker.chance(0.15)) {
    await walker.look('/faq');
  }
  return products;
}

async function logIn(walker: Walker): Promise<void> {
  const login = VISITOR_LOGINS[walker.number % VISITOR_LOGINS.length];
  await walker.look('/login');
  await walker.send('/login', { email: login?.email ?? '', password: login?.password ?? '', next: '/' });
}

async function buySomething(walker: Walker): Promise<void> {
  const products = await lookAround(walker);
  const wanted = walker.pick([1, 2, 3]) ?? 1;
  for (let count = 0; count < wanted; count += 1) {
    const path = walker.pick(products) ?? '/';
    const page = await walker.look(path);
    if (walker.chance(0.2)) {
      await walker.watchStock(path.split('/').at(-1) ?? '');
    }
    const product = /name="product" value="(\d+)"/.exec(page?.text ?? '')?.[1];
    if (product !== undefined) {
      await walker.send('/cart/add', { product, quantity: '1' });
    }
  }
  await logIn(walker);
  await walker.look('/cart');
  if (walker.chance(0.2)) {
    await walker.send('/cart/promo', { code: 'QUIET10' });
  }
  await walker.look('/checkout');
  const paid = await walker.send('/checkout', {
    recipient: 'A simulated visitor',
    street: 'Lindenweg 7',
    postcode: '10115',
    city: 'Berlin',
    country: 'Germany',
    'card-number': '4242 4242 4242 4242',
    'card-expiry': '12/49',
    'card-code': '123',
  });
  await walker.look('/account/orders');
  await walker.look(paid?.headers.location ?? '/account/orders');
  if (walker.chance(0.5)) {
    await walker.send('/logout', {});
  }
}

async function keepProfile(walker: Walker): Promise<void> {
  await logIn(walker);
  await walker.look('/account/profile');
  const about = `Please ring twice, ${walker.pick(['the bell is quiet', 'I may be in the garden', 'the dog says hello'])}.`;
  const profile = { name: 'A simulated visitor', phone: '', about };
  await walker.request({
    method: 'PUT',
    path: '/account/profile/draft',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(profile),
  });
  await (walker.chance(0.3)
    ? walker.ask({
        query: 'mutation Save($profile: ProfileInput!) { updateProfile(profile: $profile) { name } }',
        variables: { profile },
        write: true,
      })
    : walker.send('/account/profile', profile));
}

async function subscribe(walker: Walker): Promise<void> {
  await walker.look('/');
  await walker.send('/newsletter', { email: `visitor-${randomUUID()}@shop.example` });
}

async function signUp(walker: Walker): Promise<void> {
  await walker.look('/signup');
  await walker.send('/signup', {
    name: 'A new visitor',
    email: `visitor-${randomUUID()}@shop.example`,
    password: 'a-password-for-a-visitor',
  });
  await walker.send('/logout', {});
}

function isWrite(method: string, path: string): boolean {
  return method !== 'GET' && path !== '/login' && path !== '/logout';
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted || ms <= 0) {
      resolve();
      return;
    }
    const finish = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, ms);
    signal.addEventListener('abort', finish);
  });
}
