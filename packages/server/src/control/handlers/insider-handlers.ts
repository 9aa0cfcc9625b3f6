import {
  type AuditRecord,
  type Gate,
  isMode,
  type Policy,
  type Role,
  rolesOfSource,
  type ServerStore,
} from '@portcullis/gate';
import { inEnglish } from '../../sentences/in-english.ts';
import { letInSaid } from '../../sentences/reason-said.ts';
import type { Said } from '../../sentences/said.ts';
import type { Traffic } from '../../traffic/observe-traffic.ts';
import type { ControlCaller } from '../api/caller.ts';
import type { Handlers } from '../api/handlers.ts';
import type { insiderRoutes } from '../api/pass-routes.ts';
import { whoGetsIn } from '../who-gets-in.ts';

export interface InsiderHandlersOptions {
  readonly gate: Gate;
  readonly store: Pick<ServerStore, 'audit'>;
  readonly traffic: Pick<Traffic, 'inside'>;
}

const mostBreakGlass = 50;

export function createInsiderHandlers({
  gate,
  store,
  traffic,
}: InsiderHandlersOptions): Handlers<typeof insiderRoutes> {
  return {
    async insiders(context) {
      await gate.audit.flush();
      const records = await store.audit.read(gate.site, {
        newestFirst: true,
        kinds: ['override.applied', 'override.ended', 'break-glass.used'],
        limit: mostBreakGlass,
      });
      const { policy, trustedNetwork } = gate.view().snapshot.compiled;
      const address = addressOf(context.var.caller);
      const { trusted, bypass } = policy;
      return context.json(
        {
          roles: rolesOf(policy),
          networks: [...trusted.networks],
          adminHosts: [...trusted.adminHosts],
          proxies: [...trusted.proxies],
          addressHeader: trusted.addressHeader,
          allowedSubjects: [...bypass.allowedSubjects],
          allowedWrite: bypass.allowedWrite,
          whoGetsIn: await whoGetsIn(gate, address),
          you: { address, network: address === null ? null : trustedNetwork(address) },
          inside: traffic.inside().map((each) => ({ ...each, bySaid: letInSaid(each.by) })),
          breakGlass: records.map(brokenGlass),
        },
        200,
      );
    },
  };
}

function addressOf(caller: ControlCaller): string | null {
  return caller.kind === 'shell' ? null : caller.address;
}

function rolesOf(policy: Policy) {
  const { write, writeByRoleAlone, allowedWrite } = policy.bypass;
  const roles: readonly Exclude<Role, 'visitor'>[] = ['admin', 'support', 'allowed'];
  return roles.map((role) => {
    const mayWriteAlone = writeByRoleAlone.includes(role);
    const from = [
      ...policy.identity.flatMap((source) => sourceOf(source, role)),
      ...withoutSignIn(policy, role),
    ];
    return {
      role,
      mayWrite: mayWriteAlone || write.includes(role) || (role === 'allowed' && allowedWrite),
      mayWriteAlone,
      from: from.map(inEnglish),
      fromSaid: from,
    };
  });
}

type IdentityEntry = Policy['identity'][number];

/** Empty where the source never says so. */
function sourceOf(source: IdentityEntry, role: Role): Said[] {
  if (source.kind === 'callback') return [{ code: 'role-by-application', values: {} }];
  if (!rolesOfSource(source).includes(role)) return [];
  switch (source.kind) {
    case 'odoo':
      return [odooSaid(source, role)];
    case 'wordpress':
      return [{ code: 'role-by-probe', values: { method: 'GET', path: '/?rest_route=/wp/v2/users/me' } }];
    case 'probe': {
      const { method = 'GET', path } = source.request;
      return [{ code: 'role-by-probe', values: { method, path } }];
    }
    case 'jwt':
      return [{ code: 'role-by-jwt', values: { issuer: source.issuer } }];
    case 'header':
      return [{ code: 'role-by-header', values: { header: source.role.header } }];
  }
}

/** By what an Odoo says of somebody: groups as the policy calls them. */
function odooSaid(
  { allowedGroups = [], supportGroups = [] }: Extract<IdentityEntry, { readonly kind: 'odoo' }>,
  role: Role,
): Said {
  if (role === 'admin') return { code: 'role-by-settings-right', values: {} };
  return { code: 'role-by-group', values: { groups: role === 'support' ? supportGroups : allowedGroups } };
}

function withoutSignIn({ bypass }: Policy, role: Role): Said[] {
  if (role === 'admin') return [{ code: 'role-by-pass', values: { scope: 'write' } }];
  if (role === 'support') return [{ code: 'role-by-pass', values: { scope: 'read' } }];
  return bypass.allowedSubjects.length === 0 ? [] : [{ code: 'role-by-name', values: {} }];
}

function brokenGlass({ at, kind, actor, data }: AuditRecord) {
  const said = saidOf(data);
  return { at, kind, actor, what: said === null ? data : inEnglish(said), whatSaid: said };
}

/** Null where it cannot be read: records are looked at although nobody verified them. */
function saidOf(data: string): Said | null {
  try {
    const { mode = null, reason = '', expiresAt = null, from = null } = JSON.parse(data) as Known;
    const isReadable =
      (mode === null || isMode(mode)) &&
      (expiresAt === null || isMoment(expiresAt)) &&
      (from === null || typeof from === 'string') &&
      typeof reason === 'string';
    return isReadable
      ? { code: 'break-glass-record', values: { mode, until: expiresAt, from, reason } }
      : null;
  } catch {
    return null;
  }
}

type Known = Readonly<Record<'mode' | 'reason' | 'expiresAt' | 'from', unknown>>;

/** What a date can hold, in milliseconds since 1970. */
function isMoment(value: unknown): value is number {
  return typeof value === 'number' && !Number.isNaN(new Date(value).getTime());
}
