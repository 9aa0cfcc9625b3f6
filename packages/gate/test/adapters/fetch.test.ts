import { describeAdapter } from './adapter-conformance.ts';
import { fetchHost } from './hosts/fetch-host.ts';

describeAdapter(fetchHost);
