import { expect, test } from 'vitest';
import { readRefusal } from './read-refusal.ts';

const said = 'portcullis: INSERT refused, maintenance is in progress';

test.each([
  ['nothing of it', '<h1>Something went wrong</h1>', null],
  ['another error with a table', '{"code":"23505","table":"session"}', null],
  ['the message alone', `<pre>error: ${said}</pre>`, { table: null }],
  ['as JSON', `{"message":"${said}","schema":"public","table":"session"}`, { table: 'public.session' }],
  ['as it is inspected', `error: ${said} { table: 'session', schema: 'shop' }`, { table: 'shop.session' }],
  [
    'within a page',
    `<pre>${said}, schema: &#39;public&#39;, table: &#39;session&#39;</pre>`,
    { table: 'public.session' },
  ],
  ['without a schema', `${said} table_name: 'session'`, { table: 'session' }],
])('what an answer tells of a refusal: %s', (_, text, expected) => {
  expect(readRefusal(text)).toEqual(expected);
});
