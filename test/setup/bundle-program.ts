import { bundlePackages } from '../../scripts/bundle.ts';

/** Once, before the first test file: the program that tests start as a process is what the sources say now. */
export { bundlePackages as setup };
