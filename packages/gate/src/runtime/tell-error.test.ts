import { describe, expect, it } from 'vitest';
import { namesOf, tellError } from './tell-error.ts';

class SaleError extends Error {}
class OutOfStock extends SaleError {
  override readonly name = 'StockError';
}

describe('what an error tells', () => {
  it('is its trace, its fields and its causes', () => {
    const cause = Object.assign(new TypeError('the cause'), { code: 'E_CAUSE', socket: { big: true } });
    const { name, message, text } = tellError(new OutOfStock('sold out', { cause }));
    expect([name, message]).toEqual(['StockError', 'sold out']);
    for (const part of [
      'sold out',
      'tell-error.test.ts',
      'Caused by:',
      'TypeError: the cause',
      '  code: E_CAUSE',
    ])
      expect(text).toContain(part);
    expect(text).not.toContain('big');
  });

  it('is all of several, once', () => {
    const one = new Error('one');
    const all = new AggregateError([one, new RangeError('two'), one], 'all');
    one.cause = all;
    const { text } = tellError(all);
    expect(text.match(/^(?:Error|RangeError|AggregateError): \w+/gm)).toEqual([
      'AggregateError: all',
      'Error: one',
      'RangeError: two',
    ]);
  });

  it.each([
    ['a text', 'sold out', 'Thrown: sold out'],
    ['nothing', undefined, 'Thrown: undefined'],
    ['null', null, 'Thrown: null'],
    ['an object', { status: 404 }, 'Thrown: {"status":404}\n  status: 404'],
    ['a symbol', Symbol('x'), 'Thrown: Symbol(x)'],
    ['no prototype', Object.create(null), 'Thrown: {}'],
    ['an error without a trace', Object.assign(new Error('bare'), { stack: undefined }), 'Error: bare'],
  ])('%s', (_, thrown, text) => expect(tellError(thrown)).toMatchObject({ text }));

  it('never throws, and ends', () => {
    const trap = () => {
      throw new Error('trapped');
    };
    const hostile = new Proxy({}, { get: trap, getPrototypeOf: trap, ownKeys: trap });
    expect(tellError(hostile).text).toBe('Thrown: (it cannot be read)\n(it cannot be read any further)');
    expect(namesOf(hostile)).toEqual([]);
    let chain = new Error('0');
    for (let depth = 1; depth < 1_000; depth += 1) chain = new Error(`${depth}`, { cause: chain });
    expect(tellError(chain).text.match(/Caused by/g)?.length).toBeLessThan(40);
    expect(tellError(new Error('x'.repeat(2_000_000))).text.length).toBe(256 * 1024);
  });

  it('has no name that makes a second line of a log', () => {
    expect(tellError(Object.assign(new Error('x'), { name: 'A\nB\u2028C' })).name).toBe('A B C');
  });
});

describe('the names of an error', () => {
  it('are its own and those of its classes', () => {
    expect(namesOf(new OutOfStock('x'))).toEqual(['StockError', 'OutOfStock', 'SaleError']);
    expect(namesOf(new Error('x'))).toEqual([]);
    expect(namesOf('text')).toEqual([]);
  });
});
