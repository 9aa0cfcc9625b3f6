import type { Role } from '../domain/role.ts';

export interface DemoLogin {
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly password: string;
}

/** Printed by the demo. They guard a database that listens on the loopback address only. */
export const DEMO_LOGINS = {
  admin: { email: 'admin@shop.example', name: 'Ada Keeper', role: 'admin', password: 'admin-opens-the-gate' },
  support: {
    email: 'support@shop.example',
    name: 'Sam Helper',
    role: 'support',
    password: 'support-looks-things-up',
  },
  customer: {
    email: 'mia@shop.example',
    name: 'Mia Lindqvist',
    role: 'customer',
    password: 'mia-likes-quiet-things',
  },
} as const satisfies Readonly<Record<string, DemoLogin>>;

/** The accounts of the simulated visitors. */
export const VISITOR_LOGINS: readonly DemoLogin[] = [
  { email: 'jonas@shop.example', name: 'Jonas Weber', role: 'customer', password: 'jonas-drinks-coffee' },
  { email: 'amara@shop.example', name: 'Amara Okafor', role: 'customer', password: 'amara-waters-plants' },
  { email: 'luc@shop.example', name: 'Luc Moreau', role: 'customer', password: 'luc-writes-letters' },
  { email: 'hana@shop.example', name: 'Hana Sato', role: 'customer', password: 'hana-feeds-the-birds' },
];

/** For programs that talk to the JSON API. */
export const DEMO_API_TOKENS = {
  readWrite: { name: 'warehouse', token: 'shop-api-warehouse-4f1c9a7e', mayWrite: true },
  readOnly: { name: 'reports', token: 'shop-api-reports-b27d03e5', mayWrite: false },
} as const;
