import type { StartContender } from '../contender.ts';
import { startPortcullisProxy } from './portcullis-proxy.ts';

/** Everything through `node:http`: the engine for chunked bodies, `Expect` and `TE`. */
export const start: StartContender = ({ upstream }) => startPortcullisProxy(upstream, 'node');
