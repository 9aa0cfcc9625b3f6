import express from 'express';
import { describeAdapter } from './adapter-conformance.ts';
import { expressHost } from './hosts/express-host.ts';

describeAdapter(expressHost('Express 5', express));
