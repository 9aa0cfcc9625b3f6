import { randomBytes, randomUUID } from 'node:crypto';
import type { MirroredCustomer } from '../domain/customer-mirror.ts';
import type { Delivery } from './delivery.ts';

export interface Payment {
  readonly id: string;
  readonly amount: number;
  readonly currency: string;
  readonly metadata: Readonly<Record<string, string>>;
}

export interface Message {
  readonly id: number;
  readonly recipient: string;
  readonly subject: string;
}

type NewDelivery = Pick<Delivery, 'id' | 'provider' | 'about' | 'body'>;

const newId = (prefix: string) => `${prefix}_${randomBytes(12).toString('hex')}`;

export function newPaymentId(): string {
  return newId('pi');
}

export function paymentSucceeded(payment: Payment, at: Date): NewDelivery {
  const id = newId('evt');
  const event = {
    id,
    object: 'event',
    type: 'payment.succeeded',
    created: Math.floor(at.getTime() / 1_000),
    data: { object: { object: 'payment', status: 'succeeded', ...payment } },
  };
  const about = `payment ${payment.id} of order ${payment.metadata.order ?? 'none'}`;
  return { id, provider: 'payments', about, body: JSON.stringify(event) };
}

/** Nobody has a mailbox there. */
const BOUNCING = /@bounce\.example$|^bounce[^@]*@/;

export function mailReported({ id: message, recipient }: Message, at: Date): NewDelivery {
  const bounces = BOUNCING.test(recipient);
  const event = {
    type: bounces ? 'email.bounced' : 'email.delivered',
    timestamp: at.toISOString(),
    data: { message, recipient, detail: bounces ? '550 5.1.1 no such mailbox' : '250 2.0.0 OK' },
  };
  const about = `mail ${message} ${bounces ? 'bounced' : 'delivered'}`;
  return { id: newId('msg'), provider: 'mail', about, body: JSON.stringify(event) };
}

export type Customer = Omit<MirroredCustomer, 'accountId'>;

const KEEPERS = ['Ilse Brandt', 'Noor Haddad', 'Tom Okada'] as const;

export function customerUpdated(id: number, { name, orders, spentCents }: Customer, at: Date): NewDelivery {
  const segment = spentCents >= 20_000 ? 'friend of the house' : orders > 0 ? 'customer' : 'newcomer';
  const keeper = KEEPERS[id % KEEPERS.length] ?? KEEPERS[0];
  const event = {
    action: 'updated',
    customer: { id, name, segment, keeper, updated_at: at.toISOString() },
    sender: { login: 'crm' },
  };
  return {
    id: randomUUID(),
    provider: 'crm',
    about: `customer ${id}: ${segment}`,
    body: JSON.stringify(event),
  };
}
