import { describeAdapter } from './adapter-conformance.ts';
import { nodeHost } from './hosts/node-host.ts';

describeAdapter(nodeHost);
