import type { ShopProviders } from '../domain/providers.ts';

const TIMEOUT_MS = 10_000;

/** The providers over HTTP. Throws when one does not take what it is asked: the job is tried again. */
export function callProviders(url: string): ShopProviders {
  const call = async (path: string, { method, body, key }: ProviderCall): Promise<unknown> => {
    const answer = await fetch(new URL(path, url), {
      method,
      headers: { 'content-type': 'application/json', ...(key !== undefined && { 'idempotency-key': key }) },
      body: JSON.stringify(body),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await answer.text();
    if (!answer.ok) {
      throw new Error(
        `Expected ${method} ${path} to be taken by the provider, got ${answer.status}: ${text.slice(0, 200)}`,
      );
    }
    return JSON.parse(text);
  };
  return {
    async createPayment({ purchaseId, amountCents }) {
      const answer = await call('/payments', {
        method: 'POST',
        key: `order-${purchaseId}`,
        body: { amount: amountCents, currency: 'eur', metadata: { order: String(purchaseId) } },
      });
      return { id: idOf(answer) };
    },
    async handOverMail(mails) {
      for (const { id, recipient, subject } of mails) {
        await call('/messages', { method: 'POST', key: `mail-${id}`, body: { id, recipient, subject } });
      }
    },
    async updateCustomers(customers) {
      for (const { accountId, ...customer } of customers) {
        await call(`/customers/${accountId}`, { method: 'PUT', body: customer });
      }
    },
  };
}

interface ProviderCall {
  readonly method: 'POST' | 'PUT';
  readonly body: object;
  /** The same again is the same. */
  readonly key?: string;
}

function idOf(answer: unknown): string {
  if (typeof answer === 'object' && answer !== null && 'id' in answer && typeof answer.id === 'string') {
    return answer.id;
  }
  throw new Error(
    `Expected the payment provider to name the payment, got ${JSON.stringify(answer)?.slice(0, 200)}.`,
  );
}
