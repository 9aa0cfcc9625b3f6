import {
  type Given,
  readBoolean,
  readChoice,
  readFields,
  readList,
  readStringList,
  refuse,
} from '../../model/parse-given.ts';
import { readGroups } from '../../model/parse-production.ts';
import { globProblem } from '../../model/parse-route-pattern.ts';

/** What the owner of an Odoo may say; everything has a default. */
export interface OdooOptions {
  /** Members keep working during a window: external ids or exact names. @default ["Allowed During Maintenance"] */
  readonly allowedGroups?: readonly string[];
  /** Members look at everything during a window, and change nothing. @default [] */
  readonly supportGroups?: readonly string[];
  /** Members are restricted by production mode. @default ["Production Mode Restricted"] */
  readonly restrictedGroups?: readonly string[];
  /** Everyone is restricted but members of these; takes the place of `restrictedGroups`. @default nobody is asked */
  readonly everyoneExcept?: readonly string[];
  /** Whoever has not signed in is restricted, too. @default true */
  readonly anonymousRestricted?: boolean;
  /** To write during a window takes a trusted path beside the role. @default false */
  readonly twoChecks?: boolean;
  /** Ids of server actions that only open a screen, such as the pipeline of the CRM. @default [] */
  readonly serverActions?: readonly number[];
  /** `allow`: names of screens may be asked for during a window, which runs server actions that have a path. @default "refuse" */
  readonly breadcrumbs?: 'allow' | 'refuse';
  /** New passwords and accounts may be asked for during a window. @default false */
  readonly accounts?: boolean;
  /** `allow`: webhooks go on to Odoo during a window; `refuse`: their senders are told when to come back. @default "allow" */
  readonly webhooks?: 'allow' | 'refuse';
  /** Paths of own modules that belong to the backend, such as `/fleet_plan/**`. @default [] */
  readonly backendRoutes?: readonly string[];
  /**
   * What a web client that was open before is told of what is closed: `dialog`, with the message and the button, and it stays
   * with what was entered; `reload`: its session counts as over, so that it goes to the maintenance page. @default "dialog"
   */
  readonly openClients?: 'dialog' | 'reload';
  /** Further names of exceptions that are meant for people, such as those of own modules. @default [] */
  readonly businessErrors?: readonly string[];
}

export type FilledOdooOptions = Required<Omit<OdooOptions, 'everyoneExcept'>> & {
  readonly everyoneExcept: readonly string[] | null;
};

const keys = [
  'allowedGroups',
  'supportGroups',
  'restrictedGroups',
  'everyoneExcept',
  'anonymousRestricted',
  'twoChecks',
  'serverActions',
  'breadcrumbs',
  'accounts',
  'webhooks',
  'backendRoutes',
  'openClients',
  'businessErrors',
] as const;

export function readOdooOptions(given: Given): FilledOdooOptions {
  const fields = readFields(given, keys);
  const everyoneExcept = readGroups(fields.everyoneExcept);
  const restrictedGroups = readGroups(fields.restrictedGroups);
  if (everyoneExcept !== null && restrictedGroups !== null) {
    refuse(fields.everyoneExcept, 'either restrictedGroups or everyoneExcept', 'Remove one of them.');
  }
  return {
    allowedGroups: readGroups(fields.allowedGroups) ?? ['Allowed During Maintenance'],
    supportGroups: readGroups(fields.supportGroups) ?? [],
    restrictedGroups: restrictedGroups ?? ['Production Mode Restricted'],
    everyoneExcept,
    anonymousRestricted: readBoolean(fields.anonymousRestricted, true),
    twoChecks: readBoolean(fields.twoChecks, false),
    serverActions: readIds(fields.serverActions),
    breadcrumbs: readChoice(fields.breadcrumbs, ['allow', 'refuse'], 'refuse'),
    accounts: readBoolean(fields.accounts, false),
    webhooks: readChoice(fields.webhooks, ['allow', 'refuse'], 'allow'),
    backendRoutes:
      readStringList(
        fields.backendRoutes,
        { of: 'paths', most: 500 },
        { expected: 'a path such as "/fleet_plan/**"', longest: 256, problemOf: globProblem },
      ) ?? [],
    openClients: readChoice(fields.openClients, ['dialog', 'reload'], 'dialog'),
    businessErrors:
      readStringList(
        fields.businessErrors,
        { of: 'names of exceptions', most: 500 },
        {
          expected: 'the name of an exception such as "odoo.addons.sale.exceptions.SaleError"',
          longest: 256,
        },
      ) ?? [],
  };
}

function readIds(given: Given): readonly number[] {
  const items = readList(given, { of: 'ids of server actions', most: 500 }) ?? [];
  return items.flatMap((item) => {
    const { value } = item;
    if (typeof value === 'number' && Number.isSafeInteger(value) && value > 0) return [value];
    refuse(item, 'the id of a server action, a whole number', 'Odoo shows it in the address of the action.');
    return [];
  });
}
