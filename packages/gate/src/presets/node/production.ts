import type { ErrorSignatureInput, ProductionInput } from '../../model/production.ts';
import { filesBesideEveryApplication, refusedRoutes, serverReports } from '../refused-routes.ts';
import type { FilledNodeOptions } from './read-node-options.ts';

/** Files beside an application that a static folder set too high serves (`express.static('.')`): nobody is meant to read them here. */
const filesBeside = [
  ...filesBesideEveryApplication,
  '/.npmrc',
  '/.yarnrc*',
  '/package.json',
  '/package-lock.json',
  '/npm-shrinkwrap.json',
  '/yarn.lock',
  '/pnpm-lock.yaml',
  '/tsconfig.json',
  '/node_modules/**',
];

const debugTools = [
  // Next.js: packages/next/src/server/dev, and its overlay (packages/next/src/next-devtools/server): stack frames with
  // source, an editor on the server, its inspector. `next start` has none of them.
  '/__nextjs_*',
  '/_next/webpack-hmr',
  '/_next/development/**',
  '/_next/static/development/**',
  '/_next/mcp',
  // Vite and what is built on it (https://vite.dev/config/server-options.html#server-fs-strict): `/@fs/` is the disk.
  '/@vite/**',
  '/@fs/**',
  '/@id/**',
  '/@react-refresh',
  '/__vite_ping',
  // vite-plugin-inspect, launch-editor, Nuxt (https://nuxt.com/docs/api/nuxt-config#builddir, DevTools).
  '/__inspect/**',
  '/__open-in-editor',
  '/__devtools__/**',
  '/__nuxt_devtools__/**',
  '/_nuxt/@vite/**',
  '/_nuxt/@fs/**',
  '/_nuxt/@id/**',
  // webpack-hot-middleware, webpack-dev-server (https://webpack.js.org/configuration/dev-server/), Browsersync.
  '/__webpack_hmr',
  '/webpack-dev-server/**',
  '/sockjs-node/**',
  '/browser-sync/**',
  // istanbul-middleware and @cypress/code-coverage.
  '/__coverage__/**',
  '/debug/**',
  // GraphQL IDEs at paths of their own: graphql-http, Mercurius (`graphiql: true`), NestJS, Altair, Voyager.
  '/graphiql/**',
  '/playground/**',
  '/graphql-playground/**',
  '/graphql/playground/**',
  '/altair/**',
  '/voyager/**',
];

/**
 * The usual places of swagger-ui-express (`/api-docs`), @fastify/swagger-ui (`/documentation`) and @nestjs/swagger, which
 * adds `-json` and `-yaml` to the path that its UI has (https://docs.nestjs.com/openapi/introduction). `/docs` and `/api`
 * are left open: most applications mean something else by them.
 */
const apiDocumentation = [
  '/api-docs/**',
  '/api-docs-json',
  '/api-docs-yaml',
  '/api-json',
  '/api-yaml',
  '/api/swagger/**',
  '/api/openapi.json',
  '/documentation/**',
  '/openapi',
  '/openapi.json',
  '/openapi.yaml',
  '/redoc/**',
  '/swagger/**',
  '/swagger-json',
  '/swagger-yaml',
  '/swagger-ui/**',
  '/swagger-ui*',
  '/swagger.json',
  '/swagger.yaml',
];

/**
 * In pages that answer with 200. Errors by their status need no signature: they are read whole. `__next_error__` is none: Next.js
 * marks its plain pages for 404 so, too.
 */
const signatures: readonly ErrorSignatureInput[] = [
  // React's streaming server in development (ReactFizzConfigDOM.js): message and stack of what failed below a boundary. The
  // attribute with the message alone is one that applications have, too.
  { text: '<template data-msg="', until: '</template>' },
  { text: ' data-stck="', until: '"' },
  { text: ' data-cstck="', until: '"' },
  // finalhandler 1 and 2 (`createHtmlDocument`): a stack, its line ends and blanks as markup.
  { text: '<br> &nbsp; &nbsp;at ', until: '</pre>' },
  // GraphQL IDEs, wherever they are: Apollo Server's sandbox, GraphiQL (Yoga, graphql-http, Mercurius), Playground.
  { text: 'embeddable-sandbox.cdn.apollographql.com' },
  { text: '<title>GraphiQL' },
  { text: '<title>Yoga GraphiQL' },
  { text: '<title>GraphQL Playground' },
  // Listings of folders: serve-index, serve-handler; http-server, nginx' autoindex and Apache's mod_autoindex.
  { text: '<title>listing directory ' },
  { text: '<title>Files within ' },
  { text: '<title>Index of /' },
];

/**
 * Everybody is restricted but administrators. Preview and draft mode of Next.js (`__prerender_bypass`, `__next_preview_data`)
 * are no debug switches: they show editors what is not published yet, to whoever the application gave their secret
 * (https://nextjs.org/docs/app/guides/draft-mode). Introspection of GraphQL stands in the body, beside queries of everybody:
 * turn it off in the server.
 */
export function nodeProduction(options: FilledNodeOptions): ProductionInput {
  return {
    restricted: {},
    refused: [
      ...refusedRoutes('everybody', 'A file beside the application.', filesBeside),
      ...refusedRoutes('restricted', 'A tool of developers.', debugTools),
      ...refusedRoutes('everybody', 'What the server does.', serverReports),
      ...(options.apiDocumentation === 'allow'
        ? []
        : refusedRoutes('restricted', 'The description of an API.', apiDocumentation)),
    ],
    refusedExtensions: options.sourceMaps === 'allow' ? [] : ['map'],
    switches: [
      // Traces of every resolver, in the answer (https://www.apollographql.com/docs/apollo-server/api/plugin/inline-trace).
      { in: 'header', name: 'apollo-federation-include-trace' },
    ],
    errors: { business: options.businessErrors, signatures },
    // Where the source map of a script lies.
    removeHeaders: ['sourcemap', 'x-sourcemap'],
  };
}
