import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Navigate,
} from '@tanstack/react-router';
import { Console } from './console.tsx';
import { NotFound } from './not-found.tsx';
import { ScreenFailed } from './screen-failed.tsx';

// A screen more: a route here with a component that is loaded when it is opened, a line in navigation.ts, a name in
// the texts of the shell.

const rootRoute = createRootRoute({ component: Console, notFoundComponent: NotFound });

const nowRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  component: lazyRouteComponent(() => import('../screens/now/now-screen.tsx'), 'NowScreen'),
});

const switchRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/switch',
  component: lazyRouteComponent(() => import('../screens/switch/switch-screen.tsx'), 'SwitchScreen'),
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
  component: () => <Navigate to="/" />,
});

/** Where the link of an invitation leads; its code stands behind the `#`, which browsers send to nobody. */
const enrolRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/enrol',
  component: lazyRouteComponent(() => import('../screens/sign-in/enrol-screen.tsx'), 'EnrolScreen'),
});

export function createConsoleRouter(basePath: string) {
  return createRouter({
    routeTree: rootRoute.addChildren([nowRoute, switchRoute, accountRoute, signInRoute, enrolRoute]),
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
}
