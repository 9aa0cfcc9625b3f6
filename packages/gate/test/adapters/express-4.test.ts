import express4 from 'express4';
import { describeAdapter } from './adapter-conformance.ts';
import { expressHost } from './hosts/express-host.ts';

describeAdapter(expressHost('Express 4', express4));
