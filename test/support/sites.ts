import { onTestFinished } from 'vitest';
import { type RunningSite, startSite } from '../../packages/server/test/support/running-site.ts';

/** A site that ends with the test that started it. */
export async function startForTest(options: Parameters<typeof startSite>[0]): Promise<RunningSite> {
  const site = await startSite(options);
  onTestFinished(() => site.close());
  return site;
}

/** Looks every 10 ms, so many times. */
export async function eventually(isSo: () => boolean | Promise<boolean>, turns = 200): Promise<boolean> {
  for (let turn = 0; turn < turns; turn += 1) {
    if (await isSo()) return true;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return false;
}
