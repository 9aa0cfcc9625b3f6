import type { Page } from 'playwright-core';

/** As shown: one line, without what nobody can see. */
export const line = (text: string) =>
  text
    .replaceAll(/\p{Cc}/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();

/** Everything that is written on the page, in its fields, and in the pages that it shows. */
export async function writtenOn(shown: Page): Promise<string> {
  const all = await Promise.all(
    shown.frames().map((frame) =>
      frame.evaluate(`[document.title, document.body.textContent,
        ...[...document.querySelectorAll('input, textarea')].map(({ value }) => value)].join(' ')`),
    ),
  );
  return line(all.join(' '));
}

/** Elements and attributes that come from no page of ours. */
export async function strangersOn(shown: Page): Promise<readonly unknown[]> {
  const found = await Promise.all(
    shown.frames().map((frame) =>
      frame.evaluate(`[...document.querySelectorAll('*')].flatMap((element) => {
        const names = [...element.attributes].filter(({ name, value }) => /^on|^srcdoc$/i.test(name) ||
          /^\\s*(javascript|vbscript|data:text)/i.test(value) && /^(href|src|action|formaction|data)$/i.test(name) ||
          /(^|url=|url\\()\\s*(https?:)?\\/\\/evil/.test(value) && /^(href|src|content|style)$/i.test(name));
        const isStrange = element.matches('base, object, embed, math, marquee, x, #app, animate');
        return isStrange || names.length > 0 ? [element.outerHTML.slice(0, 120)] : [];
      })`),
    ),
  );
  return found.flat();
}
