import { bundlePackages } from '../../scripts/bundle.ts';
await bundlePackages();
