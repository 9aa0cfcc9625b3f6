import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { auditSearch } from '../screens/audit/audit-search.ts';
import { insidersSearch } from '../screens/insiders/insiders-search.ts';
import { NowScreen } from '../screens/now/now-screen.tsx';
import { policySearch } from '../screens/policy/policy-search.ts';
import { productionSearch } from '../screens/production/production-search.ts';
import { settingsSearch } from '../screens/settings/settings-search.ts';
import { trafficSearch } from '../screens/traffic/traffic-search.ts';
import { webhooksSearch } from '../screens/webhooks/webhooks-search.ts';
import { loadScreenTexts } from '../texts/screen-texts.ts';
import { Console } from './console.tsx';
import { NotFound } from './not-found.tsx';
import { ScreenFailed } from './screen-failed.tsx';
import { ScreenPending } from './screen-pending.tsx';

// A screen more: a route here with a component that is loaded when it is opened, a line in navigation.ts, a name in
// the texts of the shell. Only the start screen comes with the first load: to ask for it after that is one round more.

const rootRoute = createRootRoute({ component: Console, notFoundComponent: NotFound });

const nowRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  component: NowScreen,
});

const switchRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/switch',
  component: lazyRouteComponent(() => import('../screens/switch/switch-screen.tsx'), 'SwitchScreen'),
});

const insidersRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/insiders',
  validateSearch: insidersSearch,
  loader: loadScreenTexts,
  pendingComponent: ScreenPending,
  component: lazyRouteComponent(() => import('../screens/insiders/insiders-screen.tsx'), 'InsidersScreen'),
});

const trafficRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/traffic',
  validateSearch: trafficSearch,
  loader: loadScreenTexts,
  pendingComponent: ScreenPending,
  component: lazyRouteComponent(() => import('../screens/traffic/traffic-screen.tsx'), 'TrafficScreen'),
});

const webhooksRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/webhooks',
  validateSearch: webhooksSearch,
  loader: loadScreenTexts,
  pendingComponent: ScreenPending,
  component: lazyRouteComponent(() => import('../screens/webhooks/webhooks-screen.tsx'), 'WebhooksScreen'),
});

const policyRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/policy',
  validateSearch: policySearch,
  loader: loadScreenTexts,
  pendingComponent: ScreenPending,
  component: lazyRouteComponent(() => import('../screens/policy/policy-screen.tsx'), 'PolicyScreen'),
});

const productionRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/production',
  validateSearch: productionSearch,
  loader: loadScreenTexts,
  pendingComponent: ScreenPending,
  component: lazyRouteComponent(
    () => import('../screens/production/production-screen.tsx'),
    'ProductionScreen',
  ),
});

const auditRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/audit',
  validateSearch: auditSearch,
  loader: loadScreenTexts,
  pendingComponent: ScreenPending,
  component: lazyRouteComponent(() => import('../screens/audit/audit-screen.tsx'), 'AuditScreen'),
});

const settingsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings',
  validateSearch: settingsSearch,
  loader: loadScreenTexts,
  pendingComponent: ScreenPending,
  component: lazyRouteComponent(() => import('../screens/settings/settings-screen.tsx'), 'SettingsScreen'),
});

const accountRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/account',
  component: lazyRouteComponent(() => import('../screens/account/account-screen.tsx'), 'AccountScreen'),
});

/** Where a provider sends people back to when it did not work; whoever is signed in has no business there. */
const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  component: lazyRouteComponent(() => import('../screens/sign-in/leave-sign-in.tsx'), 'LeaveSignIn'),
});

/** Where the link of an invitation leads; its code stands behind the `#`, which browsers send to nobody. */
const enrolRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/enrol',
  component: lazyRouteComponent(() => import('../screens/sign-in/enrol-screen.tsx'), 'EnrolScreen'),
});

export function createConsoleRouter(basePath: string) {
  return createRouter({
    routeTree: rootRoute.addChildren([
      nowRoute,
      switchRoute,
      insidersRoute,
      trafficRoute,
      webhooksRoute,
      policyRoute,
      productionRoute,
      auditRoute,
      settingsRoute,
      accountRoute,
      signInRoute,
      enrolRoute,
    ]),
    basepath: basePath === '' ? '/' : basePath,
    defaultPreload: 'intent',
    scrollRestoration: true,
    defaultErrorComponent: ScreenFailed,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createConsoleRouter>;
  }
  interface HistoryState {
    /** Has just enrolled. */
    readonly isNewOperator?: boolean;
  }
}
