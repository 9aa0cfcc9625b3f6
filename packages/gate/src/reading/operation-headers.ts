/** Frameworks that run one for any method; the others look at it for writes alone. */
const forEveryMethod: ReadonlySet<string> = new Set([
  'x-orpc-batch',
  'x-qrl',
  'x-rsc-action',
  'x-rsc-action-id',
]);

/**
 * Headers, folded, by which a request names an operation of the whole application: the framework runs it on any page,
 * whatever the path. Next.js (action-handler.ts), React Router with server components (server.rsc.ts), Vite's template
 * for them and Modern.js (`x-rsc-action`), React's own example (`rsc-action`), Vinxi, `server$` of Qwik
 * (runServerFunction), @lazarv/react-server (render-rsc.jsx). A batch of oRPC (BatchHandlerPlugin) is one, too: what it
 * runs stands in its body or query. None is sent for anything else.
 */
export const operationHeaders: ReadonlySet<string> = new Set([
  'next-action',
  'react-server-action',
  'rsc-action',
  'rsc-action-id',
  'server-action',
  ...forEveryMethod,
]);

/** Whether it is run for a request that only reads by its method. */
export function isRunForReads(header: string): boolean {
  return forEveryMethod.has(header);
}
