import type { PolicyInput } from '../../model/policy.ts';
import { backendRoutes } from './backend-routes.ts';
import { odooProduction } from './production.ts';
import type { FilledOdooOptions } from './read-odoo-options.ts';
import { odooRoutes, signInRoutes, webhookRoutes } from './routes.ts';

/** Odoo 16 to 19, unmodified: facts seen on the wire of 16, 18 and 19; 17 is taken to be as 16. */
export function odooPolicy(options: FilledOdooOptions): PolicyInput {
  const { allowedGroups, supportGroups, restrictedGroups, everyoneExcept, twoChecks } = options;
  return {
    dialect: options.openClients === 'reload' ? 'odoo-reload' : 'odoo',
    // With the module website, whichever languages are installed (`addons/http_routing/models/ir_http.py`).
    languagePrefix: true,
    routes: [
      ...odooRoutes({ serverActions: options.serverActions, breadcrumbs: options.breadcrumbs }),
      ...(options.webhooks === 'allow' ? webhookRoutes : []),
    ],
    areas: {
      backend: {
        // Employees read it in a headline; to them the name of the application says more than "backend".
        title: {
          en: 'Odoo backend',
          de: 'Odoo-Backend',
          fr: 'Back-office Odoo',
          es: 'Backend de Odoo',
          ar: 'نظام Odoo الداخلي',
        },
        routes: backendRoutes(options.backendRoutes),
        // Who reads the website or shops there has nothing to do with it.
        announced: false,
      },
    },
    health: [
      '/web/health',
      '/web/health?db_server_status=1',
      '/websocket/health',
      '/healthz',
      '/livez',
      '/readyz',
    ],
    signIn: {
      page: '/web/login',
      routes: signInRoutes({ accounts: options.accounts }),
      signOut: '/web/session/logout',
    },
    identity: [
      {
        kind: 'odoo',
        allowedGroups,
        supportGroups,
        groups: everyoneExcept ?? restrictedGroups,
      },
    ],
    bypass: {
      write: ['admin'],
      allowed: { write: true },
      writeByRoleAlone: twoChecks ? [] : ['admin', 'allowed'],
    },
    production: odooProduction({
      restrictedGroups,
      everyoneExcept,
      anonymous: options.anonymousRestricted,
      businessErrors: options.businessErrors,
    }),
  };
}
