import { describe, expect, it } from 'vitest';
import { type BodySearchState, createBodySearch } from './body-search.ts';

const chunkSizes = [1, 2, 3, 7, 64, Number.POSITIVE_INFINITY];

function search(text: string, size: number): BodySearchState {
  const finder = createBodySearch();
  let passed = 0;
  for (let at = 0; at < text.length; at += size) {
    const state = finder.read(text.slice(at, at + size));
    if (state.kind === 'searching') {
      expect(state.settled).toBeGreaterThanOrEqual(passed);
      passed = state.settled;
    } else {
      if (state.kind === 'found') expect(state.offset).toBeGreaterThanOrEqual(passed);
      return state;
    }
  }
  return finder.finish();
}

/** `^` is the place. */
const pages: readonly (readonly [why: string, page: string])[] = [
  [
    'an ordinary page',
    '<!DOCTYPE html>\n<html lang="en"><head><title>Shop</title></head>\n<body class="x">^\n<p>Hi</p></body></html>',
  ],
  ['upper case, odd white space', '<!doctype html><HTML><HEAD></HEAD><BODY\r\n\tCLASS = "x"\f>^Hi'],
  ['CR and CRLF before the tag', '<!doctype html>\r\n<html>\r\r\n<head>\r\n</head>\r\n<body>^\r\nHi'],
  ['> inside attribute values', '<html><body data-a="<body>" data-b=\'a>b\' data-c=a"b>^Hi'],
  ['a slash in the tag', '<body/>^Hi'],
  ['<body> in a comment', '<html><!-- <body> --><head><!--><body>^-->Hi'],
  ['<body> in a comment that ends oddly', '<html><head><!-- <body> --!><body>^Hi'],
  ['<body> in a script', '<head><script>document.write("<body>")</script></head><body>^Hi'],
  [
    '<body> in an escaped script',
    '<head><script><!-- <script> <body> </script> <body> --></script></head><body>^Hi',
  ],
  ['<body> in a title', '<head><title>How <body> works &lt;/title></title></head><body>^Hi'],
  ['<body> in a style', '<head><style>/* <body> */</style></head><body>^Hi'],
  ['<body> in noscript', '<head><noscript><body><img></noscript></head><body>^Hi'],
  ['<body> in noframes', '<head><noframes><body>old</body></noframes></head><body>^Hi'],
  ['<body> in a template', '<head><template><body>x<p>y</template></head><body>^Hi'],
  [
    '<body> in nested templates',
    '<head><template>a<template><body></template><body></template></head><body>^Hi',
  ],
  [
    '<body> in an SVG title in a template',
    '<head><template><svg><title><body></title></svg></template></head><body>^Hi',
  ],
  ['<body> in an attribute', '<head><meta content="<body>"><link title=\'</head><body>\'></head><body>^Hi'],
  ['<body> in a processing instruction', '<?xml version="1.0" x="<body"?><!doctype html><html><body>^Hi'],
  ['<bodyguard> is not <body>', '<html><head></head>^<bodyguard>Hi'],
  ['an SVG title of a page without <body>', '<head></head>^<svg><title><body></title></svg>'],
  ['no body tag: text after the head', '<!doctype html><title>x</title>\n ^Hi <b>there</b>'],
  ['no body tag: an element', '<!doctype html>\n<html><head></head>\n^<main>Hi</main>'],
  ['no body tag, head not closed', '<!doctype html><html><head><meta charset=utf-8><title>x</title>^<p>Hi'],
  ['no body tag: after head, <noscript> is content', '<head></head>^<noscript><p>x</p></noscript><body>'],
  [
    'no body tag: scripts and styles after the head are not content',
    '<head></head><script>1</script><link><style></style>^<p>Hi',
  ],
  ['only text', '^Hi'],
  ['blanks first', ' \t\r\n\f^Hi'],
  ['a character reference', '<head></head>^&nbsp;<body>'],
  ['a lone <', '<head></head>^< body>'],
  ['a lone < and nothing else', '^<'],
  ['half an end tag and nothing else', '^</'],
  ['a comment, then content', '<!doctype html><!-- a -->\n<!-- b -->^<p>Hi'],
  ['an end tag opens the body', '<!doctype html><html><head></head>\n^</body></html>'],
  ['</br> opens the body', '<!doctype html>^</br>'],
  ['other end tags do nothing', '<head></p></title></template></div></head></ x><body>^Hi'],
  ['an empty end tag does nothing', '<head></></head></><body>^Hi'],
  ['nothing but a head', '<!doctype html><html><head><title>x</title></head>^'],
  ['an unfinished tag stays last', '<!doctype html><title>x</title>\n^<div class="a'],
  ['a byte order mark', '\xef\xbb\xbf<!doctype html><html><head></head><body>^Hi'],
  ['a byte order mark before text', '\xef\xbb\xbf^Hi'],
  ['a cut byte order mark is text', '^\xef\xbbHi'],
  [
    'bytes of Shift_JIS',
    '<head><title>\x83\x5c\x83\x7c<body>\x95\x5c</title></head><body title="\x83\x5c">^\x95\x5c',
  ],
  ['a NUL is content', '<head></head>^\0<body>'],
  ['ISO-2022-JP after the place', '<body>^\x1b$B<body>\x1b(B'],
];

/** Pages into which nothing may be put. */
const untouched: readonly (readonly [why: string, page: string])[] = [
  ['nothing', ''],
  ['blanks', ' \r\n '],
  ['an unfinished tag and nothing else', '<div class="a'],
  ['frames', '<!doctype html><html><head></head><frameset cols="1,1"><frame></frameset></html>'],
  ['an unclosed comment', '<!doctype html><html><!-- <body>Hi'],
  ['an unclosed title', '<!doctype html><title>x<body>Hi'],
  ['an unclosed script', '<head><script>"<body>"'],
  ['an unclosed template', '<head><template><body><p>Hi'],
  ['UTF-16, little end first', '\xff\xfe<\0b\0o\0d\0y\0>\0'],
  ['UTF-16, big end first', '\xfe\xff\0<\0b\0o\0d\0y\0>'],
  ['half a byte order mark', '\xef\xbb'],
  ['ISO-2022-JP before the place', '<head><title>\x1b$B%7%g\x1b(B</title></head><body>Hi'],
  ['ISO-2022-JP behind a title', '<title>\x1b(B</title><p>Hi'],
];

describe.each(chunkSizes)('read in chunks of %s', (size) => {
  it.each(pages)('finds the place: %s', (_why, page) => {
    const offset = page.indexOf('^');
    expect(search(page.replace('^', ''), size)).toEqual({ kind: 'found', offset });
  });

  it.each(untouched)('finds no place: %s', (_why, page) => {
    expect(search(page, size)).toEqual({ kind: 'none' });
  });
});

describe('what need not wait', () => {
  it.each([
    ['everything up to an unfinished tag', '<!doctype html><head><title>x</title>\n', '<met'],
    ['the inside of a comment', '<!doctype html><!-- half a com', ''],
    ['the inside of a script', '<head><script>let half = "<bo', ''],
    ['the inside of a template', '<head><template><p>half', ''],
    ['blanks', '<head></head>\n\n  ', ''],
  ])('%s', (_why, settled, held) => {
    expect(createBodySearch().read(settled + held)).toEqual({ kind: 'searching', settled: settled.length });
  });

  it('the place itself, as soon as the tag ends or text begins', () => {
    expect(createBodySearch().read('<!doctype html><body>')).toEqual({ kind: 'found', offset: 21 });
    expect(createBodySearch().read('<!doctype html>H')).toEqual({ kind: 'found', offset: 15 });
  });
});
