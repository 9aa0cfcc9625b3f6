import { auditRoutes } from './audit-routes.ts';
import { keyRoutes, operatorRoutes } from './operator-routes.ts';
import { insiderRoutes, passRoutes } from './pass-routes.ts';
import { policyRoutes, settingsRoutes } from './policy-routes.ts';
import { productionRoutes } from './production-routes.ts';
import { signInRoutes } from './sign-in-routes.ts';
import { serverRoutes, statusRoutes } from './status-routes.ts';
import { switchRoutes } from './switch-routes.ts';
import { trafficRoutes } from './traffic-routes.ts';
import { workerRoutes } from './worker-routes.ts';

/** Every route of the control API: what it takes, what it gives, and who may use it. */
export const controlRoutes = {
  server: serverRoutes,
  status: statusRoutes,
  switch: switchRoutes,
  workers: workerRoutes,
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
