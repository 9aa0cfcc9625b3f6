/** Frameworks that run one for any method; the others look at it on POST alone. */
const forEveryMethod: ReadonlySet<string> = new Set(['x-qrl', 'x-rsc-action', 'x-rsc-action-id']);

/**
 * Headers, folded, by which a request names an operation of the whole application: the framework runs it on any page,
 * whatever the path. Next.js (action-handler.ts), React Router with server components (server.rsc.ts), Vite's template
 * for them and Modern.js (`x-rsc-action`), Vinxi, `server$` of Qwik (runServerFunction). None is sent for anything else.
 */
export const operationHeaders: ReadonlySet<string> = new Set([
  'next-action',
  'rsc-action-id',
  'server-action',
  ...forEveryMethod,
]);

/** Whether it is run for a request that only reads by its method. */
export function isRunForReads(header: string): boolean {
  return forEveryMethod.has(header);
}
