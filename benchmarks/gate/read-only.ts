import type { StartContender } from '../proxy/contender.ts';
import { startFullGate } from './start-full-gate.ts';

export const start: StartContender = ({ upstream }) => startFullGate(upstream, 'read-only');
