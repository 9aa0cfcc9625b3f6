import { describeProxyConformance } from './conformance.ts';

describeProxyConformance('auto');
describeProxyConformance('node');
