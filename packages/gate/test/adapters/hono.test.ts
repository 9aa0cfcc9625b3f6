import { describeAdapter } from './adapter-conformance.ts';
import { honoHost } from './hosts/hono-host.ts';

describeAdapter(honoHost);
