import type { IncomingMessage } from 'node:http';

/** A request of `node:http`; routers keep what came on the wire in `originalUrl` when they strip their mount path. */
export type NodeRequest = IncomingMessage & { originalUrl?: string };
