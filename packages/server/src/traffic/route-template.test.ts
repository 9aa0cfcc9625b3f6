import { describe, expect, it } from 'vitest';
import { routeTemplate } from './route-template.ts';

const route = (path: string) => routeTemplate({ path, malformed: null });

describe('routeTemplate', () => {
  it.each([
    ['/orders/4711/lines', '/orders/:id/lines'],
    ['/orders/0C1F3F0E-7F0C-4D5E-8A51-3C5F5F1E2D3C', '/orders/:id'],
    ['/blobs/da39a3ee5e6b4b0d3255bfef95601890afd80709', '/blobs/:id'],
    ['/objects/507f1f77bcf86cd799439011', '/objects/:id'],
    ['/reset/eyJhbGciOiJIUzI1NiJ9.abcdefghijkl', '/reset/:id'],
    // Words stay words.
    ['/defaced/facade', '/defaced/facade'],
    ['/v2/users', '/v2/users'],
    ['/a?token=secret', '/a…'],
    ['/', '/'],
  ])('%s is one of %s', (path, expected) => {
    expect(route(path)).toBe(expected);
  });

  it('is bounded, however long and deep a path is', () => {
    expect(route(`/${'ab/'.repeat(500)}`)).toBe(`${'/ab'.repeat(11)}/…`);
    expect(route(`/${'ä-'.repeat(5_000)}`).length).toBeLessThanOrEqual(65);
    expect(route(`/${'é.'.repeat(60)}/`.repeat(12)).length).toBeLessThanOrEqual(256);
  });

  it('keeps nothing of what cannot be read', () => {
    expect(routeTemplate({ path: '/%zz', malformed: 'an escape' })).toBe('(malformed)');
  });
});
