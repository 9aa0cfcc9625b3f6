import { OpenAPIHono } from '@hono/zod-openapi';
import type { Access } from './access.ts';
import { controlRoutes } from './routes.ts';

/** The control API as an OpenAPI 3.1 document, made from the very routes that serve it. */
export function openApiDocument(): unknown {
  const app = new OpenAPIHono();
  const registry = app.openAPIRegistry;
  registry.registerComponent('securitySchemes', 'key', {
    type: 'http',
    scheme: 'bearer',
    description: 'An API key, for what its scopes allow',
  });
  registry.registerComponent('securitySchemes', 'session', {
    type: 'apiKey',
    in: 'cookie',
    name: '__Host-portcullis-console-SITE',
    description:
      'An operator who signed in; everything but GET sends the token of the session as Portcullis-Console',
  });
  for (const [group, routes] of Object.entries(controlRoutes)) {
    for (const { access, route } of Object.values(routes)) {
      registry.registerPath({
        ...route,
        tags: [group],
        description: describeAccess(access),
        security: securityOf(access),
      });
    }
  }
  return app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Portcullis control API',
      version: '1',
      description:
        'Everything the command line and the console do. On the Unix socket of the state directory, whose file rights are the key, nobody signs in.',
    },
  });
}

function describeAccess(access: Access): string {
  switch (access.kind) {
    case 'public':
      return 'For anybody who reaches the listener.';
    case 'session':
      return 'For whoever is signed in; never for a key.';
    case 'owner':
      return 'For owners who proved within the last 15 minutes who they are; never for a key.';
    case 'scope': {
      const recent = access.recent
        ? ' An operator must have proved within the last 15 minutes who he is.'
        : '';
      return `Scope \`${access.scope}\`.${recent}`;
    }
  }
}

function securityOf({ kind }: Access): Record<string, string[]>[] {
  if (kind === 'public') return [];
  return kind === 'scope' ? [{ session: [] }, { key: [] }] : [{ session: [] }];
}
