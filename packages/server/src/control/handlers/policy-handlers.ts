import type { Gate, Mode, Role } from '@portcullis/gate';
import type { Config } from '../../config/parse-config.ts';
import { isPostgres } from '../../databases/open-guard.ts';
import { inEnglish } from '../../sentences/in-english.ts';
import { reasonSaid } from '../../sentences/reason-said.ts';
import { ruleSaid } from '../../sentences/rule-said.ts';
import type { Said } from '../../sentences/said.ts';
import { warningSaid } from '../../sentences/warning-said.ts';
import { createBreather } from '../../traffic/breathe.ts';
import type { Handlers } from '../api/handlers.ts';
import type { policyRoutes } from '../api/policy-routes.ts';
import { inMode, namesOfRoutes, problemOfRequest, rawRequestFrom, saysOf } from '../explain-request.ts';
import { examplesOf } from '../glob-examples.ts';
import { isOfPreset, policyValues } from '../policy-values.ts';

export interface PolicyHandlersOptions {
  readonly gate: Gate;
  readonly config: Config;
}

/** Without places, which may hold passwords. */
function beyondHttp({ stillness: { databases, workers } }: Config) {
  return {
    databases: databases.map(({ name, place, tables }) => ({
      name,
      engine: isPostgres(place) ? ('postgres' as const) : ('sqlite' as const),
      areas: Object.entries(tables).map(([area, named]) => ({ area, tables: named })),
    })),
    workers: workers.map(({ name, areas, source }) => ({ name, areas, source: source.kind })),
  };
}

type Outcome = { kind: string; rule: string };

interface Tested {
  method: string;
  url: string;
  access: string;
  areas: string[];
  routes: string[];
  outcomes: Record<'open' | 'read-only' | 'closed', Outcome>;
  problem: string | null;
  problemSaid: Said | null;
}

export function createPolicyHandlers({ gate, config }: PolicyHandlersOptions): Handlers<typeof policyRoutes> {
  /** By the very decision that requests go through. */
  async function outcomeIn(mode: Mode, request: { method: string; url: string }, as: Role) {
    const view = gate.view();
    const judgement = await gate.judge(
      rawRequestFrom({ ...request, headers: [], address: null, body: null }),
      {
        view: { ...view, snapshot: inMode(view.snapshot, mode) },
        known: { confirmed: false, identity: identityAs(as) },
      },
    );
    const { decision } = judgement;
    const outcome: Outcome =
      decision.kind === 'own'
        ? { kind: 'own', rule: decision.route }
        : { kind: decision.kind, rule: decision.rule.id };
    return { outcome, request: judgement.request };
  }

  async function test(
    request: { method: string; url: string },
    { as, pause }: { readonly as: Role; readonly pause: () => Promise<void> },
  ): Promise<Tested> {
    await pause();
    const unsendable = problemOfRequest(request);
    if (unsendable !== null) {
      return {
        ...request,
        access: 'unknown',
        areas: [],
        routes: [],
        outcomes: notAsked,
        problem: inEnglish(unsendable),
        problemSaid: unsendable,
      };
    }
    const open = await outcomeIn('open', request, as);
    await pause();
    const readOnly = await outcomeIn('read-only', request, as);
    await pause();
    const closed = await outcomeIn('closed', request, as);
    const { framing, malformed } = open.request;
    const problem = framing ?? malformed;
    return {
      ...request,
      access: problem === null ? open.request.access : 'unknown',
      areas: problem === null ? [...open.request.facts.areas] : [],
      routes: problem === null ? namesOfRoutes(open.request) : [],
      outcomes: { open: open.outcome, 'read-only': readOnly.outcome, closed: closed.outcome },
      problem,
      problemSaid: problem === null ? null : reasonSaid(problem),
    };
  }

  return {
    policy(context) {
      const { snapshot, settings } = gate.view();
      const { policy } = snapshot.compiled;
      const inForce = ruleSaid({ mode: snapshot.mode, areas: snapshot.areas, policy });
      const ruleIn = (mode: Mode) => ruleSaid({ mode, areas: {}, policy });
      const rulesSaid = { open: ruleIn('open'), 'read-only': ruleIn('read-only'), closed: ruleIn('closed') };
      return context.json(
        {
          effectiveRule: inEnglish(inForce),
          effectiveRuleSaid: inForce,
          rules: {
            open: inEnglish(rulesSaid.open),
            'read-only': inEnglish(rulesSaid['read-only']),
            closed: inEnglish(rulesSaid.closed),
          },
          rulesSaid,
          file: config.sources.file,
          preset: config.preset,
          digest: gate.policyDigest,
          warnings: [...config.warnings],
          warningsSaid: config.warnings.map(warningSaid),
          values: policyValues({ config, settings, presented: gate.view().presented }),
          routes: policy.routes.map((route) => ({
            match: route.pattern.source,
            host: route.pattern.host,
            says: saysOf(route).map(inEnglish),
            saysSaid: saysOf(route),
            why: route.why,
            isOfPreset: isOfPreset(config, route.pattern),
            examples: examplesOf(route.pattern),
          })),
          areas: Object.values(policy.areas).map(({ name, title, routes }) => ({
            name,
            title: { ...title },
            routes: routes.map(({ source }) => source),
          })),
          beyondHttp: beyondHttp(config),
        },
        200,
      );
    },
    async test(context) {
      const { requests, as } = context.req.valid('json');
      const { pause } = createBreather();
      const results = [];
      for (const request of requests) results.push(await test(request, { as, pause }));
      return context.json({ results }, 200);
    },
  };
}

const none: Outcome = { kind: 'none', rule: '' };
const notAsked = { open: none, 'read-only': none, closed: none };

/** By the role alone: from no trusted network and through no admin host that the request does not name. */
function identityAs(role: Role) {
  return role === 'visitor' ? null : { role, subject: 'somebody', via: 'callback' as const, pass: null };
}
