import { isUtf8 } from 'node:buffer';
import { type Gate, type Policy, PortcullisError, type RecordedDecision, type Store } from '@portcullis/gate';
import type { Config } from '../../config/parse-config.ts';
import { type FoundIncident, type IncidentKeeper, incidentLimits } from '../../incidents/keep-incidents.ts';
import { actorOnRecord } from '../../switching/actor-on-record.ts';
import { arrivalAt, insiderHost, type Reach } from '../../switching/arrival.ts';
import type { LockOutOptions } from '../../switching/lock-out-check.ts';
import { turnProduction } from '../../switching/turn-production.ts';
import type { Traffic } from '../../traffic/observe-traffic.ts';
import { actorOf, type ControlCaller } from '../api/caller.ts';
import type { Handlers } from '../api/handlers.ts';
import type { productionRoutes } from '../api/production-routes.ts';
import { nameOfCaller } from '../name-of-caller.ts';
import { shownRule } from '../shown-rule.ts';

export interface ProductionHandlersOptions {
  readonly gate: Gate;
  readonly store: Store;
  readonly config: Pick<Config, 'preset'>;
  readonly incidents: Pick<IncidentKeeper, 'find' | 'recent' | 'flush'>;
  readonly traffic: Pick<Traffic, 'members'>;
  readonly fetchUpstream: LockOutOptions['fetchUpstream'];
  readonly reach: () => Reach;
}

const mostShown = 100;
/** The newest refusals of all kinds among which those of production mode are looked for. */
const mostSearched = 5_000;

export function createProductionHandlers({
  gate,
  store,
  config,
  incidents,
  traffic,
  fetchUpstream,
  reach,
}: ProductionHandlersOptions): Handlers<typeof productionRoutes> {
  async function turn(
    caller: ControlCaller,
    production: boolean,
    body: {
      readonly reason: string;
      readonly actor?: string | undefined;
      readonly expectedEpoch?: number | undefined;
      readonly force?: boolean | undefined;
    },
  ) {
    const { state, changed } = await turnProduction(
      { gate, store, fetchUpstream, signInArrival: () => arrivalAt(reach(), insiderHost(reach())) },
      {
        production,
        reason: body.reason,
        actor: actorOf(caller, body.actor),
        expectedEpoch: body.expectedEpoch ?? null,
        force: body.force ?? false,
      },
    );
    return { switch: state.switch, changed };
  }

  return {
    async read(context) {
      const { snapshot } = gate.view();
      return context.json(
        {
          on: snapshot.switch.production,
          epoch: snapshot.switch.epoch,
          changed: await lastChange(gate, store),
          preset: config.preset,
          rules: rulesOf(snapshot.compiled.policy),
          seen: membersSeen(snapshot.compiled.policy, traffic),
          refused: gate
            .recentRefusals(mostSearched)
            .filter(({ decision }) => decision.rule.id === 'production')
            .slice(0, mostShown)
            .map(shownRefusal),
        },
        200,
      );
    },
    async on(context) {
      return context.json(await turn(context.var.caller, true, context.req.valid('json')), 200);
    },
    async off(context) {
      return context.json(await turn(context.var.caller, false, context.req.valid('json')), 200);
    },
    async incidents(context) {
      const { limit = 100, afterAt, afterId } = context.req.valid('query');
      await incidents.flush();
      const found = await incidents.recent({
        limit,
        ...(afterAt !== undefined && afterId !== undefined && { after: { at: afterAt, id: afterId } }),
      });
      return context.json({ incidents: [...found] }, 200);
    },
    async incident(context) {
      const { id } = context.req.valid('param');
      const { actor } = context.req.valid('query');
      const { caller } = context.var;
      const reader = actor === undefined ? nameOfCaller(caller) : actorOf(caller, actor);
      await incidents.flush();
      const found = await incidents.find(id);
      if (found === null) throw noIncident(id);
      // First the record, then the original: what cannot be recorded is not shown.
      await gate.audit.write({
        kind: 'incident.read',
        actor: actorOnRecord(reader),
        data: { incident: found.id },
      });
      const { contents: _, ...incident } = found;
      return context.json({ incident, contents: contentsOf(found) }, 200);
    },
  };
}

function contentsOf({ contents }: FoundIncident) {
  if (contents === null) return null;
  const { original, isCut, subject, role, clientAddress } = contents;
  const isText = isUtf8(original);
  const bytes = Buffer.from(original);
  return {
    original: bytes.toString(isText ? 'utf8' : 'base64'),
    encoding: isText ? ('utf8' as const) : ('base64' as const),
    isCut,
    subject,
    role,
    clientAddress,
  };
}

function rulesOf({ production }: Policy) {
  if (production === null) return null;
  const { restricted, refused, refusedExtensions, calls, switches, errors, removeHeaders, stylesheet, text } =
    production;
  return {
    restricted: {
      groups: restricted.groups === null ? null : [...restricted.groups],
      exceptGroups: [...restricted.exceptGroups],
      exceptRoles: [...restricted.exceptRoles],
      anonymous: restricted.anonymous,
    },
    refused: [
      ...refused.map(({ pattern, for: whom, why }) => ({ match: pattern.source, for: whom, why })),
      ...refusedExtensions.map((ending) => ({ match: `*.${ending}`, for: 'restricted' as const, why: '' })),
    ],
    calls: calls.map(({ pattern }) => pattern.source),
    switches: switches.map(({ in: place, name, for: whom }) => ({ in: place, name, for: whom })),
    business: [...errors.business],
    removeHeaders: [...removeHeaders],
    hidesControls: stylesheet !== '',
    text: { ...text },
  };
}

function membersSeen({ production }: Policy, traffic: Pick<Traffic, 'members'>) {
  const { groups = null, exceptGroups = [] } = production?.restricted ?? {};
  const { people, groups: members } = traffic.members([...(groups ?? []), ...exceptGroups]);
  return { people, groups: [...members] };
}

function shownRefusal({ at, method, path, host, clientAddress, decision, reference }: RecordedDecision) {
  return { at, method, path, host, clientAddress, rule: shownRule(decision.rule), reference };
}

async function lastChange(gate: Gate, store: Store) {
  const [record] = await store.audit.read(gate.site, {
    newestFirst: true,
    kinds: ['production.changed'],
    limit: 1,
  });
  if (record === undefined) return null;
  const { why } = JSON.parse(record.data) as { readonly why?: unknown };
  return { at: record.at, actor: record.actor, reason: typeof why === 'string' ? why : '' };
}

function noIncident(id: string): PortcullisError {
  const { days, most } = incidentLimits;
  return new PortcullisError(
    'PORTCULLIS_NOT_FOUND',
    `No technical error with the id ${id.slice(0, 40)} is kept. They are kept for ${days} days, the newest ${most.toLocaleString('en')} of a site. The id looks like K7Q2-9FMX. Is it the reference of a page that refused somebody? portcullis explain --reference ${id.slice(0, 40)}`,
  );
}
