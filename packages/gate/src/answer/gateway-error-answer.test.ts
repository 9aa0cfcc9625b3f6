import { describe, expect, test } from 'vitest';
import {
  browserRequest,
  exampleContext,
  exampleSwitch,
  headerOf,
  programRequest,
} from '../../test/answer/examples.ts';
import { failureAnswer, gatewayErrorAnswer, noticeAnswer } from './index.ts';

const open = exampleSwitch({ mode: 'open' });

describe('the application does not answer', () => {
  test.each([
    [502, 'PORTCULLIS_UPSTREAM_UNREACHABLE', 'cannot be reached'],
    [504, 'PORTCULLIS_UPSTREAM_TIMEOUT', 'too long to answer'],
  ] as const)('%i while the site is open', (status, code, phrase) => {
    const page = gatewayErrorAnswer({ ...exampleContext({ switch: open }), status });
    expect(page.status).toBe(status);
    expect(page.body).toContain(phrase);
    expect(page.body).not.toContain('down for maintenance');
    expect(headerOf(page, 'portcullis-mode')).toBeNull();
    expect(headerOf(page, 'cache-control')).toBe('no-store');
    const problem = gatewayErrorAnswer({
      ...exampleContext({ switch: open, request: programRequest() }),
      status,
    });
    expect(JSON.parse(problem.body)).toMatchObject({
      status,
      code,
      type: expect.stringContaining('upstream'),
    });
  });

  test('in a window: the maintenance page, under the same status, claiming nothing that needs the application', () => {
    const page = gatewayErrorAnswer({ ...exampleContext(), status: 502 });
    expect(page.status).toBe(502);
    expect(page.body).toContain('is down for maintenance');
    expect(page.body).toContain('GMT+2 today');
    expect(page.body).not.toContain('Looking around');
    expect(headerOf(page, 'retry-after')).toBe('3300');
    expect(headerOf(page, 'refresh')).toBeNull();
    expect(headerOf(page, 'portcullis-mode')).toBe('read-only');
    const problem = gatewayErrorAnswer({ ...exampleContext({ request: programRequest() }), status: 502 });
    expect(JSON.parse(problem.body)).toMatchObject({ status: 502, code: 'PORTCULLIS_UPSTREAM_UNREACHABLE' });
  });

  test.each([
    ['open', open],
    ['window', exampleSwitch()],
  ])('a write may have happened: said, %s', (_, state) => {
    const told = (method: string): boolean =>
      gatewayErrorAnswer({
        ...exampleContext({ switch: state, request: browserRequest({ method }) }),
        status: 504,
      }).body.includes('We cannot tell whether your last step was carried out');
    expect(['POST', 'DELETE', 'GET', 'HEAD'].map(told)).toEqual([true, true, false, false]);
  });
});

describe('the page that does not reload', () => {
  test('tells the window and leads to the start page', () => {
    const page = noticeAnswer(exampleContext({ switch: exampleSwitch({ mode: 'closed' }) }));
    expect(page.status).toBe(503);
    expect(headerOf(page, 'refresh')).toBeNull();
    expect(headerOf(page, 'portcullis-mode')).toBe('closed');
    expect(page.body).toContain('This page does not reload by itself.');
    expect(page.body).toContain('href="/">Go to the start page</a>');
  });

  test('a window of areas only', () => {
    const page = noticeAnswer(
      exampleContext({ switch: exampleSwitch({ mode: 'open', areas: { checkout: 'closed' } }) }),
    );
    expect(page.status).toBe(503);
    expect(headerOf(page, 'portcullis-mode')).toBe('closed');
    expect(page.body).toContain('Paused for now: <bdi>Checkout</bdi>');
  });

  test('says so when everything is open', () => {
    const page = noticeAnswer(exampleContext({ switch: open }));
    expect(page.status).toBe(200);
    expect(headerOf(page, 'cache-control')).toBe('no-store');
    expect(headerOf(page, 'portcullis-mode')).toBeNull();
    expect(page.body).toContain('is open again');
  });
});

test('the last answer needs nothing', () => {
  expect(failureAnswer()).toMatchObject({ status: 503, body: expect.stringContaining('nothing was done') });
});
