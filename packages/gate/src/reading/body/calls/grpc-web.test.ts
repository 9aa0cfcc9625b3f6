import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { callWith } from '../../../../test/support/body-fixtures.ts';
import { readGrpcWeb } from './grpc-web.ts';

const rule = { read: ['shop.Catalog/List'] };
const call = { path: '/shop.Catalog/List', contentType: 'application/grpc-web', body: '\0\0\0\0\0' };

describe('reads', () => {
  test.each([
    ['application/grpc-web'],
    ['application/grpc-web+proto'],
    ['application/grpc-web-text'],
    ['application/grpc-web-text+proto'],
    ['Application/GRPC-Web; charset=utf-8'],
  ])('of type %s', (contentType) => {
    expect(readGrpcWeb(callWith({ ...call, contentType }), rule)).toEqual({
      access: 'read',
      names: ['shop.Catalog/List'],
    });
  });
});

describe('writes', () => {
  test.each([
    ['/shop.Catalog/Put'],
    ['/shop.Catalog/list'],
    ['/shop.catalog/List'],
    ['/shop.Catalog/List/'],
    ['/shop.Catalog/List2'],
    ['//shop.Catalog/List'],
    ['/api/shop.Catalog/List'],
    ['/shop.Catalog%2FList'],
    ['/shop.Catalog/Lis%74'],
    ['/shop.Catalog/List;a'],
    ['/shop.Catalog/Put/../List'],
    ['xshop.Catalog/List'],
    ['/'],
    [''],
  ])('by path %j', (path) => {
    expect(readGrpcWeb(callWith({ ...call, path }), rule).access).toBe('write');
  });

  test.each([
    [null],
    ['application/grpc'],
    ['application/grpc+proto'],
    ['application/grpc-web+json'],
    ['application/grpc-web+thrift'],
    ['application/json'],
    ['application/connect+proto'],
    ['application/grpc-web, application/json'],
    [''],
  ])('by type %j, M102', (contentType) => {
    expect(readGrpcWeb(callWith({ ...call, contentType }), rule).access).toBe('write');
  });

  test('by method, coding and query', () => {
    for (const input of [
      { method: 'GET' },
      { method: 'PUT' },
      { contentEncoding: 'gzip' },
      { query: '' },
      { query: 'a=b' },
    ]) {
      expect(readGrpcWeb(callWith({ ...call, ...input }), rule).access).toBe('write');
    }
  });

  test('by the rule', () => {
    expect(readGrpcWeb(callWith(call), { read: [] }).access).toBe('write');
    expect(readGrpcWeb(callWith(call), { read: ['/shop.Catalog/List', 'shop.Catalog/*'] }).access).toBe(
      'write',
    );
  });
});

test('never throws', () => {
  fc.assert(
    fc.property(fc.string(), fc.option(fc.string()), fc.uint8Array(), (path, contentType, body) => {
      readGrpcWeb(callWith({ path, contentType, body }), rule);
      readGrpcWeb(callWith({ ...call, path }), rule);
    }),
  );
});
