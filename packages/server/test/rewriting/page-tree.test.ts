import fc from 'fast-check';
import { type DefaultTreeAdapterTypes, html, parse, serialize } from 'parse5';
import { describe, expect, it } from 'vitest';
import { createStageTransform } from '../../src/rewriting/body-stages.ts';
import { createSplice } from '../../src/rewriting/splice-into-body.ts';
import { sendThrough, split } from './send-through.ts';

type Node = DefaultTreeAdapterTypes.Node;
type Element = DefaultTreeAdapterTypes.Element;

const marker = 'data-notice';
const insertion = `<link ${marker} rel="stylesheet" href="/b.css"><div ${marker} role="status">Paused <b>now</b></div>`;

/** Pieces that move the parser between the modes before the body, and hide `<body>` in every way. */
const pieces = [
  '<!doctype html>',
  '<!DOCTYPE html PUBLIC "-//W3C//DTD HTML 4.01//EN" "http://www.w3.org/TR/html4/strict.dtd">',
  '<html lang="en">',
  '<html a="<body>">',
  '</html>',
  '<head>',
  '</head>',
  '<body>',
  '<body class="a>b" onload=\'<body>\'>',
  '</body>',
  '<meta charset="utf-8">',
  '<base href="/">',
  '<link rel="x" title="<body>">',
  '<title>a<body>b</title>',
  '<title>',
  '<style>body{}/*<body>*/</style>',
  '<script>"<body>"</script>',
  '<script><!--<script></script><body>--></script>',
  '<noscript><body><p>x</noscript>',
  '<noframes><body></noframes>',
  '<template><body><p>x</template>',
  '<template><svg><title><body></title><template></template></svg></template>',
  '<template>',
  '</template>',
  '<!-- <body> -->',
  '<!---->',
  '<!-->',
  '<!--',
  '<?xml <body ?>',
  '</ odd>',
  '</p>',
  '</br>',
  '<p>one',
  '<div id="<body>">',
  '<br/>',
  '<svg><title><body></title></svg>',
  '<table><tr><td>x',
  '<frameset>',
  '<textarea><body></textarea>',
  '<select><option>x',
  'text',
  ' ',
  '\n',
  '\r\n',
  '\t\f\r',
  '&amp;',
  '&nbsp',
  '<',
  '< body>',
  '</',
  '<bodyx>',
  '\0',
  '\xef\xbb\xbf',
  '\x83<\x5c',
  '"',
  '>',
  '--!>',
];

function withoutNotice(node: Node): Element | null {
  if (!('childNodes' in node)) return null;
  let notice: Element | null = null;
  const children = node.childNodes;
  for (let index = children.length - 1; index >= 0; index -= 1) {
    const child = children[index];
    if (child === undefined) continue;
    if ('attrs' in child && child.attrs.some(({ name }) => name === marker)) {
      children.splice(index, 1);
      if (child.tagName === 'div') notice = child;
    } else {
      notice = withoutNotice(child) ?? notice;
    }
  }
  return notice;
}

function bodyOf(document: DefaultTreeAdapterTypes.Document): Element | undefined {
  const root = document.childNodes.find(
    (node): node is Element => 'tagName' in node && node.tagName === 'html',
  );
  return root?.childNodes.find((node): node is Element => 'tagName' in node && node.tagName === 'body');
}

const byteOrderMark = '\xef\xbb\xbf';

/** Parses as a browser would: the byte order mark is not part of the page. */
function parsePage(page: string): DefaultTreeAdapterTypes.Document {
  return parse(page.startsWith(byteOrderMark) ? page.slice(byteOrderMark.length) : page);
}

/** What the notice did to the tree that a browser builds. */
function compareTrees(
  before: string,
  after: string,
): { same: boolean; noticeIsFirst: boolean; found: boolean } {
  const original = parsePage(before);
  const changed = parsePage(after);
  const firstInBody = bodyOf(changed)?.childNodes.find((node) => {
    return !('attrs' in node && node.tagName === 'link' && node.attrs.some(({ name }) => name === marker));
  });
  const notice = withoutNotice(changed);
  return {
    same: serialize(changed) === serialize(original) && changed.mode === original.mode,
    noticeIsFirst: notice !== null && notice === firstInBody,
    found: notice !== null,
  };
}

async function inject(page: string, size: number): Promise<string> {
  const bytes = Buffer.from(page, 'latin1');
  const result = await sendThrough(
    createStageTransform([createSplice(Buffer.from(insertion))]),
    split(bytes, size),
  );
  return result.toString('latin1');
}

const randomPage = fc
  .array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 14 })
  .map((parts) => parts.join(''));
const chunkSize = fc.constantFrom(1, 2, 3, 7, 64, Number.POSITIVE_INFINITY);

describe('random documents', () => {
  it('keep every byte, whatever the chunks', async () => {
    const check = fc.asyncProperty(randomPage, chunkSize, async (page, size) => {
      const result = await inject(page, size);
      expect(result).toBe(await inject(page, Number.POSITIVE_INFINITY));
      const place = result.indexOf(insertion);
      expect(place === -1 ? result : result.replace(insertion, '')).toBe(page);
    });
    await fc.assert(check, { numRuns: 2000, seed: 20261121 });
  });

  it('become the same tree, in the same quirks mode, with the notice first in the body', async () => {
    let withNotice = 0;
    const check = fc.asyncProperty(randomPage, async (page) => {
      const result = await inject(page, Number.POSITIVE_INFINITY);
      if (result === page) return;
      const compared = compareTrees(page, result);
      // After empty content a frameset replaces the body, after a notice it does not. No page is known to do that.
      if (/<frameset/.test(page)) return;
      expect({ page, ...compared }).toEqual({ page, same: true, noticeIsFirst: true, found: true });
      withNotice += 1;
    });
    await fc.assert(check, { numRuns: 4000, seed: 20261121 });
    expect(withNotice).toBeGreaterThan(2000);
  });

  it('stay without a notice only when nothing of theirs is shown', async () => {
    const check = fc.asyncProperty(randomPage, async (page) => {
      if ((await inject(page, Number.POSITIVE_INFINITY)) !== page) return;
      const body = bodyOf(parsePage(page));
      // A frameset, or all of the page inside an unclosed comment, title, script or template of the head.
      expect({ page, shown: body === undefined ? '' : serialize(body).trim() }).toEqual({ page, shown: '' });
    });
    await fc.assert(check, { numRuns: 4000, seed: 7 });
  });
});

it('does not push a page into quirks mode', async () => {
  const result = await inject('<!-- x -->\n<!doctype html>\n<p>Hi', 1);
  expect(result).toBe(`<!-- x -->\n<!doctype html>\n${insertion}<p>Hi`);
  expect(parse(result).mode).toBe(html.DOCUMENT_MODE.NO_QUIRKS);
});
