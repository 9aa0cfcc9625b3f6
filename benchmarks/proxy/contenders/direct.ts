import type { StartContender } from '../contender.ts';

/** No proxy: what the upstream and the load generator could do at most. */
export const start: StartContender = async ({ upstream }) => ({ port: Number(upstream.port) });
