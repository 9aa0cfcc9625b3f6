import { createRequire } from 'node:module';
import type express from 'express';
import { describeAdapter } from './adapter-conformance.ts';
import { expressHost } from './hosts/express-host.ts';

// Without types of its own under this name: those of Express 5 fit what is used here.
const express4: typeof express = createRequire(import.meta.url)('express4');

describeAdapter(expressHost('Express 4', express4));
