import { describeAdapter } from './adapter-conformance.ts';
import { fastifyHost } from './hosts/fastify-host.ts';

describeAdapter(fastifyHost);
