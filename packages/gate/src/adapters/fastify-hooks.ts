/** Only told apart here, never called. */
type Hook = object;

/** The hooks of all gates: the first that was registered stays before the next. */
const hooksOfGates = new WeakSet<Hook>();

/**
 * Puts a hook of a gate before those that are there already, also in plugins that are loaded, and returns whether that could be
 * done. Fastify runs hooks in the order in which they were added, and some are added before anybody has the instance: NestJS
 * registers @fastify/middie when it makes its application, so a refused write reached whatever Nest mounts as middleware.
 * Fastify has no other way to come first that knows the route (`exempt`) and is asked by `inject`.
 */
export function putFirst(app: object, hook: Hook): boolean {
  hooksOfGates.add(hook);
  const hooks = onRequestHooksOf(app);
  if (hooks === null || !hooks.includes(hook)) return false;
  hooks.splice(hooks.indexOf(hook), 1);
  const first = hooks.findIndex((other) => !hooksOfGates.has(other));
  hooks.splice(first === -1 ? hooks.length : first, 0, hook);
  return pluginsOf(app)
    .map((plugin) => putFirst(plugin, hook))
    .every((isFirst) => isFirst);
}

/** Null where this Fastify keeps them elsewhere. */
function onRequestHooksOf(app: object): Hook[] | null {
  const hooks = innerOf(app, 'fastify.hooks');
  if (typeof hooks !== 'object' || hooks === null || !('onRequest' in hooks)) return null;
  return Array.isArray(hooks.onRequest) ? hooks.onRequest : null;
}

function pluginsOf(app: object): readonly object[] {
  const plugins = innerOf(app, 'fastify.children');
  return Array.isArray(plugins) ? plugins : [];
}

function innerOf(app: object, description: string): unknown {
  const key = Object.getOwnPropertySymbols(app).find((symbol) => symbol.description === description);
  return key === undefined ? undefined : Reflect.get(app, key);
}
