import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { callWith } from '../../../../test/support/body-fixtures.ts';
import { readTrpc } from './trpc.ts';

const rule = { read: ['post.list', 'user.me', 'health'] };

function access(method: string, target: string): string {
  const [path = '', query = null] = target.split(/\?(.*)/s);
  return readTrpc(callWith({ method, path, query }), rule).access;
}

describe.each([['GET'], ['HEAD'], ['POST']])('by %s', (method) => {
  test.each([
    ['/api/trpc/post.list'],
    ['/api/trpc/post.list?input=%7B%7D'],
    ['/api/trpc/post.list?batch=1'],
    ['/api/trpc/post.list,user.me?batch=1&input=%7B%220%22%3A1%7D'],
    ['/api/trpc/health,health?input=1&batch=1'],
  ])('%s is a read', (target) => {
    expect(access(method, target)).toBe('read');
  });

  test.each([
    ['/api/trpc/post.create'],
    ['/api/trpc/post.list,post.create?batch=1'],
    ['/api/trpc/post.create,post.list?batch=1'],
    ['/api/trpc/post.list,user.me'],
    ['/api/trpc/post.list%2Cpost.create?batch=1'],
    ['/api/trpc/post%2Elist'],
    ['/api/trpc/post.list%2F..%2Fpost.create'],
    ['/api/trpc/Post.list'],
    ['/api/trpc/post.list.x'],
    ['/api/trpc/post'],
    ['/api/trpc/post.list/'],
    ['/api/trpc/post.list,?batch=1'],
    ['/api/trpc/,post.list?batch=1'],
    ['/api/trpc/post.list, user.me?batch=1'],
    ['/api/trpc/'],
    ['/'],
    [''],
    ['post.create'],
    // spellings of batch that servers read differently
    ['/api/trpc/post.list?batch=0'],
    ['/api/trpc/post.list?batch'],
    ['/api/trpc/post.list?batch=1&batch=1'],
    ['/api/trpc/post.list?batch=1&batch=0'],
    ['/api/trpc/post.list?batch[]=1'],
    ['/api/trpc/post.list?Batch=1'],
    ['/api/trpc/post.list?batch=+1'],
    ['/api/trpc/post.list?a=%'],
    ['/api/trpc/post.list?trpc=post.create'],
    ['/api/trpc/post.list?trpc[]=post.create'],
    [`/api/trpc/${Array(101).fill('health').join()}?batch=1`],
  ])('%s is a write', (target) => {
    expect(access(method, target)).toBe('write');
  });
});

test.each([['PUT'], ['DELETE'], ['PATCH'], ['QUERY'], ['get'], ['']])('%j is a write', (method) => {
  expect(access(method, '/api/trpc/post.list')).toBe('write');
});

test('a body calls nothing more, M100', () => {
  const body = '{"0":{"json":null},"1":{"json":{"id":1}}}';
  const input = callWith({ contentType: 'application/json', body });
  expect(readTrpc(input, rule).access).toBe('write');
  expect(readTrpc({ ...input, path: '/trpc/post.list,user.me', query: 'batch=1' }, rule)).toEqual({
    access: 'read',
    names: ['post.list', 'user.me'],
  });
});

test('no batch with a write in it is a read', () => {
  const name = fc.constantFrom(
    'post.list',
    'user.me',
    'post.create',
    'POST.LIST',
    '',
    'post.list ',
    '%70ost.list',
  );
  const separator = fc.constantFrom(',', '%2C', '%2c', ';', '/', ',,');
  const query = fc.constantFrom(null, 'batch=1', '%62atch=1', 'batch=1&a=b', 'input=batch=1');
  fc.assert(
    fc.property(
      fc.array(fc.tuple(name, separator), { minLength: 1, maxLength: 4 }),
      query,
      (pieces, search) => {
        // The last name stands last, so that only what comes before it may be part of the path.
        const last = pieces
          .map(([text], index) => text + (index < pieces.length - 1 ? pieces[index]?.[1] : ''))
          .join('');
        const reading = readTrpc(callWith({ path: `/trpc/${last}`, query: search }), rule);
        if (reading.access !== 'read') return;
        const called = last.slice(last.lastIndexOf('/') + 1);
        expect(called.split(',').every((part) => rule.read.includes(part))).toBe(true);
        expect(reading.names).toEqual(called.split(','));
      },
    ),
    { numRuns: 1_000 },
  );
});

test('never throws', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.option(fc.string()), (method, path, query) => {
      readTrpc(callWith({ method, path, query }), rule);
      readTrpc(callWith({ path, query }), rule);
    }),
  );
});
