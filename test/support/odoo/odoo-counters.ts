/** What a double counts: everything that was carried out and left something behind, by name within its kind. */
const kinds = [
  /** Write methods by `model.method`, on every RPC entrance. */
  'rpc',
  /** Write methods called through call_button, by `model.method`. */
  'buttons',
  /** Server actions run, by id. */
  'serverActions',
  /** By path. */
  'webhooks',
  /** Records created by website forms, by model. */
  'forms',
  /** Other writing routes: messages, uploads, carts, payments, sign-ups; by path. */
  'routes',
  /** create, duplicate, drop, backup, restore, change_password, rename, migrate. */
  'databaseActions',
  /** Stored sessions whose debug flag became another one, by the new flag. */
  'debugChanges',
  /** `/web/become` by a system user, `/web/set_profiling`; by path. */
  'sessionPowers',
  /** The settings record that get_session_info creates once for a user, by login. */
  'userSettings',
] as const;

export type OdooCounterKind = (typeof kinds)[number];

export type OdooCounters = Readonly<Record<OdooCounterKind, Readonly<Record<string, number>>>>;

export interface CounterBoard {
  readonly counters: OdooCounters;
  count(kind: OdooCounterKind, name: string): void;
  clear(): void;
}

export function createCounters(): CounterBoard {
  const counters: Record<OdooCounterKind, Record<string, number>> = {
    rpc: {},
    buttons: {},
    serverActions: {},
    webhooks: {},
    forms: {},
    routes: {},
    databaseActions: {},
    debugChanges: {},
    sessionPowers: {},
    userSettings: {},
  };
  return {
    counters,
    count(kind, name) {
      counters[kind][name] = (counters[kind][name] ?? 0) + 1;
    },
    clear() {
      for (const kind of kinds) counters[kind] = {};
    },
  };
}
