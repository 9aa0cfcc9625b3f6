import { proveSwitches } from '/tmp/wt-switchproof/test/proofs/prove-switches.ts';
import { bundlePackages } from '/tmp/wt-switchproof/scripts/bundle.ts';
if (process.argv[5]!=='nb') await bundlePackages();
const t=performance.now();
const r = await proveSwitches({count:Number(process.argv[2]), store: process.argv[3] as any, requestsPerSecond: Number(process.argv[4]), onProgress: n=> n%10===0&&console.log(n, Math.round(performance.now()-t))});
console.log(r.facts, r.violations.length, r.violations.slice(0,20), Math.round(performance.now()-t));
