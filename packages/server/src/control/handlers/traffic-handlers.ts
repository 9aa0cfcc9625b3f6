import { type Gate, PortcullisError, type ServerStore } from '@portcullis/gate';
import { inEnglish } from '../../sentences/in-english.ts';
import { letInSaid } from '../../sentences/reason-said.ts';
import type { KeptDecision } from '../../traffic/kept-decision.ts';
import type { Traffic } from '../../traffic/observe-traffic.ts';
import type { Handlers } from '../api/handlers.ts';
import { explanationSchema, type trafficRoutes } from '../api/traffic-routes.ts';
import { explainRequest } from '../explain-request.ts';
import { exportLedger } from '../export-ledger.ts';
import { missingFor } from '../missing-for.ts';
import { shownDecision } from '../shown-decision.ts';
import { shownRule } from '../shown-rule.ts';
import { fileHeaders, streamText } from '../stream-lines.ts';

export interface TrafficHandlersOptions {
  readonly gate: Gate;
  readonly store: Pick<ServerStore, 'ledger'>;
  readonly traffic: Traffic;
}

type TrafficHandlers = Handlers<typeof trafficRoutes>;

export function createTrafficHandlers({ gate, store, traffic }: TrafficHandlersOptions): TrafficHandlers {
  async function windowAsked(asked: string | undefined) {
    await traffic.flush();
    const windows = await store.ledger.windows(gate.site);
    return { windows, windowId: asked ?? windows[0]?.windowId ?? null };
  }

  // By itself: in one expression with the others the compiler gives up on all that may be said.
  const explain: TrafficHandlers['explain'] = async (context) => {
    const explanation = await explainRequest(gate, context.req.valid('json'));
    return context.json(explanationSchema.parse(explanation), 200);
  };

  return {
    traffic(context) {
      const { minutes, topRefused, recentBypasses, unnamedWrites, ...rest } = traffic.summary();
      return context.json(
        {
          ...rest,
          minutes: [...minutes],
          topRefused: [...topRefused],
          recentBypasses: recentBypasses.map((bypass) => ({ ...bypass, bySaid: letInSaid(bypass.by) })),
          unnamedWrites: [...unnamedWrites],
        },
        200,
      );
    },
    decisions(context) {
      const { kind, search = '', limit = 200 } = context.req.valid('query');
      const wanted = search.trim().toLowerCase();
      const found = traffic
        .newest()
        .filter((kept) => (kind === undefined || isOfKind(kept, kind)) && mentions(kept, wanted));
      return context.json({ decisions: found.slice(0, limit).map(shownDecision), total: found.length }, 200);
    },
    reference(context) {
      const { reference } = context.req.valid('param');
      const found = gate.findReference(reference);
      if (found === null) {
        throw new PortcullisError(
          'PORTCULLIS_NOT_FOUND',
          `No refusal with the reference ${reference} is kept by this server, which has its newest 20,000 since it started. Gates inside applications keep their own: gate.findReference(reference) there. Is it the id of a technical error? portcullis incident ${reference}`,
        );
      }
      const { policy } = gate.view().snapshot.compiled;
      const missing = missingFor(found.decision, policy);
      const said = { missing: missing && inEnglish(missing), missingSaid: missing };
      const decision = { ...found.decision, rule: shownRule(found.decision.rule) };
      return context.json({ ...found, ...said, decision }, 200);
    },
    explain,
    async ledger(context) {
      const { window, skip = 0, limit = 200 } = context.req.valid('query');
      const { windows, windowId } = await windowAsked(window);
      const entries = windowId === null ? [] : await store.ledger.read(gate.site, { windowId, skip, limit });
      return context.json(
        {
          windowId,
          windows: [...windows],
          entries: entries.map(({ windowId: _, ...entry }) => entry),
        },
        200,
      );
    },
    async exportLedger(context) {
      const { window, format } = context.req.valid('query');
      const { windowId } = await windowAsked(window);
      const lines = exportLedger(store.ledger, { site: gate.site, windowId, format });
      return context.body(streamText(lines), 200, fileHeaders(`ledger-${gate.site}`, format));
    },
  };
}

function isOfKind({ kind, rule }: KeptDecision, wanted: 'allow' | 'refuse' | 'confirm' | 'bypass'): boolean {
  const isBypass = kind === 'allow' && rule.id === 'bypass';
  return wanted === 'bypass' ? isBypass : kind === wanted && !isBypass;
}

function mentions({ path, method, rule, reference, standing, host }: KeptDecision, wanted: string): boolean {
  if (wanted === '') return true;
  return [path, method, rule.id, rule.detail, reference, standing.subject, host].some(
    (text) => text?.toLowerCase().includes(wanted) === true,
  );
}
