import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

export interface FindBarriersOptions {
  readonly page: Page;
  /** Looks only inside what this selects. @default the whole page */
  readonly within?: string;
  /** The page shows another in a frame that runs no script, which axe would wait for. @default false */
  readonly hasSandboxedFrame?: boolean;
  /** `colours`: what may differ between a light and a dark page. @default null, all */
  readonly only?: 'colours' | null;
}

/**
 * What axe finds wrong under WCAG 2.2 A and AA, and its best practices where it sees the whole page. Rejects
 * when there was no text to look at: then it proves nothing.
 */
export async function findBarriers(options: FindBarriersOptions): Promise<readonly string[]> {
  const { page, within, hasSandboxedFrame = false, only = null } = options;
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
  // Half a megabyte, which stays in a page once it is there.
  const isThere = (await page.evaluate('typeof axe')) !== 'undefined';
  const builder = new AxeBuilder({ page, ...(isThere && { axeSource: ';' }) });
  // Of what is well, one place says enough.
  builder.options({ resultTypes: ['violations'] });
  if (only === 'colours') builder.withRules(['color-contrast', 'link-in-text-block']);
  else builder.withTags(within === undefined ? [...tags, 'best-practice'] : tags);
  if (within !== undefined) builder.include(within);
  // Its other mode opens one more page at each look, for frames of other origins, of which there are none here.
  builder.setLegacyMode(true);
  if (hasSandboxedFrame) builder.exclude('iframe');
  const { violations, passes } = await builder.analyze();
  const looked = [...passes, ...violations].map(({ id }) => id);
  if (!looked.includes('color-contrast')) {
    throw new Error(`Expected axe to judge the contrast of some text, but it judged ${looked.join(', ')}.`);
  }
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}
