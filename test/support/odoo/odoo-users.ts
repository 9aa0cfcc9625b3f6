import type { OdooVersion } from './odoo-version.ts';

export interface OdooGroup {
  readonly id: number;
  readonly name: string;
  readonly fullName: string;
  /** External id; a group made by hand has none. */
  readonly xmlId?: string;
  readonly implies: readonly number[];
}

export interface OdooUser {
  readonly id: number;
  readonly login: string;
  readonly password: string;
  /** Accepted in place of the password by RPC, and as bearer by /json. */
  readonly apiKey: string;
  readonly name: string;
  readonly kind: 'internal' | 'portal';
  /** Direct memberships, by id. */
  readonly groups: readonly number[];
  /** The code that the second factor takes; without one there is no second factor. */
  readonly totpCode?: string;
}

const groups: readonly OdooGroup[] = [
  {
    id: 1,
    name: 'Internal User',
    fullName: 'User types / Internal User',
    xmlId: 'base.group_user',
    implies: [6, 12],
  },
  { id: 2, name: 'Portal', fullName: 'User types / Portal', xmlId: 'base.group_portal', implies: [] },
  { id: 3, name: 'Public', fullName: 'User types / Public', xmlId: 'base.group_public', implies: [] },
  {
    id: 4,
    name: 'Settings',
    fullName: 'Administration / Settings',
    xmlId: 'base.group_system',
    implies: [5],
  },
  {
    id: 5,
    name: 'Access Rights',
    fullName: 'Administration / Access Rights',
    xmlId: 'base.group_erp_manager',
    implies: [1],
  },
  {
    id: 6,
    name: 'Technical Features',
    fullName: 'Technical / Technical Features',
    xmlId: 'base.group_no_one',
    implies: [],
  },
  { id: 7, name: 'Allowed During Maintenance', fullName: 'Allowed During Maintenance', implies: [1] },
  {
    id: 8,
    name: 'Allowed During Maintenance',
    fullName: 'Maintenance / Allowed During Maintenance',
    xmlId: 'maintenance_mode.group_allowed_during_maintenance',
    implies: [1],
  },
  {
    id: 9,
    name: 'Production Mode Restricted',
    fullName: 'Production Mode Restricted',
    xmlId: 'production_mode.group_production_mode_restricted',
    implies: [],
  },
  {
    id: 13,
    name: 'IT.Support',
    fullName: 'IT.Support',
    xmlId: '__export__.res_groups_13_9f0a1b2c',
    implies: [],
  },
  {
    id: 12,
    name: 'Access to export feature',
    fullName: 'Technical / Access to export feature',
    xmlId: 'base.group_allow_export',
    implies: [],
  },
];

function user(id: number, login: string, more: Partial<OdooUser> & Pick<OdooUser, 'groups'>): OdooUser {
  return {
    id,
    login,
    password: `${login}-password`,
    apiKey: `${login}-api-key`,
    name: login.replace(/^./, (first) => first.toUpperCase()),
    kind: 'internal',
    ...more,
  };
}

/** Who lives in every database of the double. */
export const odooUsers = {
  /** is_system and is_admin. */
  admin: user(2, 'admin', { groups: [1, 4] }),
  employee: user(6, 'employee', { groups: [1] }),
  /** Member of "Allowed During Maintenance" that has no external id. */
  keeper: user(7, 'keeper', { groups: [1, 7, 13] }),
  /** Member of "Allowed During Maintenance" that has an external id, and of it alone: internal user by implication. */
  warden: user(8, 'warden', { groups: [8] }),
  secondFactor: user(9, 'second-factor', { groups: [1], totpCode: '246810' }),
  portal: user(10, 'portal', { groups: [2], kind: 'portal' }),
  /** Member of "Production Mode Restricted". */
  restricted: user(11, 'restricted', { groups: [1, 9] }),
} as const satisfies Readonly<Record<string, OdooUser>>;

/** What `/web/become` makes of a system user. */
const superuser = user(1, '__system__', { groups: [1, 4], name: 'OdooBot' });

const everybody: readonly OdooUser[] = [superuser, ...Object.values(odooUsers)];

export function findUser(id: number | null): OdooUser | undefined {
  return everybody.find((one) => one.id === id);
}

export function findUserByLogin(login: string): OdooUser | undefined {
  return everybody.find((one) => one.login === login && one !== superuser);
}

/** Memberships with all that they imply. */
export function effectiveGroups(of: OdooUser): readonly OdooGroup[] {
  const ids = new Set(of.groups);
  // A set hands out what is added to it while it is walked.
  for (const id of ids) for (const implied of groupOf(id)?.implies ?? []) ids.add(implied);
  return groups.filter(({ id }) => ids.has(id));
}

export function isMember(of: OdooUser, xmlId: string): boolean {
  return effectiveGroups(of).some((group) => group.xmlId === xmlId);
}

/** What the field of users on res.groups holds: 19 stores direct members alone, earlier versions implied ones too. */
export function listedGroups(of: OdooUser, version: OdooVersion): readonly OdooGroup[] {
  return version.major >= 19 ? groups.filter(({ id }) => of.groups.includes(id)) : effectiveGroups(of);
}

function groupOf(id: number): OdooGroup | undefined {
  return groups.find((group) => group.id === id);
}
