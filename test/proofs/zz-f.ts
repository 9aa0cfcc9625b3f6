import { proveSwitchFaults } from './prove-switch-faults.ts';
import * as f from './switching/faults.ts';
import { join } from 'node:path';
const [,, what, count, lost, seed, rate='300'] = process.argv;
const t=performance.now();
const faults = what==='partitions'? f.partitions : [(f as any)[what!]];
const r = await proveSwitchFaults({count:Number(count), seed: Number(seed), store:'postgres', onStoreLost: lost as any, requestsPerSecond: Number(rate), faults,
 ...(what==='blockLoop'&&{preload: join(import.meta.dirname,'switching/processes/block-loop-process.ts')}),
 ...(['standStill'].includes(what!) && {judgesInFlight:false}),
 onProgress: n=>console.log(n, Math.round(performance.now()-t))});
console.log(what, lost, r.facts, r.violations.length, r.violations.slice(0,20), Math.round(performance.now()-t));
