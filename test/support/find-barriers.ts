import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

export interface FindBarriersOptions {
  readonly page: Page;
  /** Looks only inside what this selects. @default the whole page */
  readonly within?: string;
  /** The page shows another in a frame that runs no script, which axe would wait for. @default false */
  readonly hasSandboxedFrame?: boolean;
}

/**
 * What axe finds wrong under WCAG 2.2 A and AA, and its best practices where it sees the whole page. Rejects
 * when there was no text to look at: then it proves nothing.
 */
export async function findBarriers(options: FindBarriersOptions): Promise<readonly string[]> {
  const { page, within, hasSandboxedFrame = false } = options;
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
  const builder = new AxeBuilder({ page }).withTags(within === undefined ? [...tags, 'best-practice'] : tags);
  if (within !== undefined) builder.include(within);
  if (hasSandboxedFrame) builder.setLegacyMode(true).exclude('iframe');
  const { violations, passes } = await builder.analyze();
  const looked = [...passes, ...violations].map(({ id }) => id);
  if (!looked.includes('color-contrast')) {
    throw new Error(`Expected axe to judge the contrast of some text, but it judged ${looked.join(', ')}.`);
  }
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}
