import { createSnapshot, type Snapshot } from '../../packages/gate/src/decide/snapshot.ts';
import type { Mode } from '../../packages/gate/src/model/mode.ts';
import { parsePolicy } from '../../packages/gate/src/model/parse-policy.ts';
import type { PolicyInput, RouteInput } from '../../packages/gate/src/model/policy.ts';
import { untouchedSwitch } from '../../packages/gate/src/model/switch.ts';
import { compilePolicy } from '../../packages/gate/src/reading/compile-policy.ts';

/** Nine kinds of rules in turn, as a shop's policy has them; the number makes each one its own. */
const shapes: readonly ((id: number) => RouteInput)[] = [
  (id) => ({ match: `POST /api/v${id % 7}/search-${id}`, access: 'read' }),
  (id) => ({ match: `GET /newsletter/${id}/unsubscribe`, access: 'write' }),
  (id) => ({ match: `POST /hooks/:provider/${id}`, exception: true, why: 'answered by the app' }),
  (id) => ({ match: `/admin-${id}/**`, protected: true }),
  (id) => ({ match: `POST /orders/:id/refund-${id}`, sensitive: true }),
  (id) => ({ match: `PUT,PATCH /users/*/role/${id}`, sensitive: true }),
  (id) => ({ match: `GET /report-${id}-*.csv`, access: 'write' }),
  (id) => ({ match: `POST /session/${id}`, exception: true, why: 'keeps people signed in' }),
  (id) => ({ match: `/internal/${id}/:name/edit`, protected: true }),
];

/** So many rules, two areas and the usual ways in. */
export function policyWith(ruleCount: number): PolicyInput {
  const routes = Array.from({ length: ruleCount }, (_, id) => {
    const shape = shapes[id % shapes.length];
    if (shape === undefined) throw new Error('there is no such shape');
    return shape(id);
  });
  return {
    routes,
    areas: { checkout: { routes: ['/checkout/**', '/cart/**'] }, uploads: { routes: ['/uploads/**'] } },
    signIn: { page: '/login', routes: ['POST /login', 'POST /logout'] },
    trusted: {
      networks: [{ name: 'office', cidr: '203.0.113.0/24' }],
      adminHosts: ['admin.shop.example'],
      proxies: ['10.0.0.0/8'],
    },
  };
}

/** A site with that policy; while it is not open one area is closed. */
export function siteWith(ruleCount: number, mode: Mode): Snapshot {
  const policy = parsePolicy(policyWith(ruleCount));
  const areas: Record<string, Mode> = mode === 'open' ? {} : { checkout: 'closed' };
  return createSnapshot({
    switch: { ...untouchedSwitch('shop'), epoch: 7, windowId: mode === 'open' ? null : 'w1', mode, areas },
    compiled: compilePolicy(policy),
    leaseUntilMs: Number.POSITIVE_INFINITY,
  });
}
