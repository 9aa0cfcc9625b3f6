import { auditRoutes } from './audit-routes.ts';
import { gateRoutes } from './gate-routes.ts';
import { keyRoutes, operatorRoutes } from './operator-routes.ts';
import { insiderRoutes, passRoutes } from './pass-routes.ts';
import { policyRoutes, settingsRoutes } from './policy-routes.ts';
import { productionRoutes } from './production-routes.ts';
import { signInRoutes } from './sign-in-routes.ts';
import { serverRoutes, statusRoutes } from './status-routes.ts';
import { switchRoutes } from './switch-routes.ts';
import { trafficRoutes } from './traffic-routes.ts';
import { webhookRoutes } from './webhook-routes.ts';
import { workerRoutes } from './worker-routes.ts';

/** By name: what is inferred of all of them together is longer than the compiler writes down. */
export type ControlRoutes = {
  readonly server: typeof serverRoutes;
  readonly status: typeof statusRoutes;
  readonly switch: typeof switchRoutes;
  readonly workers: typeof workerRoutes;
  readonly gates: typeof gateRoutes;
  readonly webhooks: typeof webhookRoutes;
  readonly passes: typeof passRoutes;
  readonly insiders: typeof insiderRoutes;
  readonly traffic: typeof trafficRoutes;
  readonly policy: typeof policyRoutes;
  readonly settings: typeof settingsRoutes;
  readonly production: typeof productionRoutes;
  readonly audit: typeof auditRoutes;
  readonly signIn: typeof signInRoutes;
  readonly operators: typeof operatorRoutes;
  readonly keys: typeof keyRoutes;
};

/** Every route of the control API: what it takes, what it gives, and who may use it. */
export const controlRoutes: ControlRoutes = {
  server: serverRoutes,
  status: statusRoutes,
  switch: switchRoutes,
  workers: workerRoutes,
  gates: gateRoutes,
  webhooks: webhookRoutes,
  passes: passRoutes,
  insiders: insiderRoutes,
  traffic: trafficRoutes,
  policy: policyRoutes,
  settings: settingsRoutes,
  production: productionRoutes,
  audit: auditRoutes,
  signIn: signInRoutes,
  operators: operatorRoutes,
  keys: keyRoutes,
};
