import { describe, expect, it } from 'vitest';
import {
  browserRequest,
  exampleContext,
  exampleNow,
  exampleSwitch,
  minuteMs,
} from '../../test/answer/examples.ts';
import { publicStatus, statusAnswer } from './status-answer.ts';

const pageOf = (change: Parameters<typeof exampleSwitch>[0] = {}, language = 'en') =>
  statusAnswer(
    exampleContext({
      switch: exampleSwitch(change),
      request: browserRequest({}, ['Accept-Language', language]),
    }),
  );
const textOf = (html: string) => html.replace(/<style>.*<\/style>/s, '').replace(/<[^>]+>/g, ' ');

describe('the status as JSON', () => {
  it('says the mode, the message without its signs, since when and until when', () => {
    const state = exampleSwitch({
      notice: { ...exampleSwitch().notice, message: { en: 'We repair **orders**.' } },
    });
    expect(publicStatus('shop', state)).toEqual({
      site: 'shop',
      mode: 'read-only',
      areas: {},
      since: '2026-06-12T11:05:00.000Z',
      until: '2026-06-12T12:30:00.000Z',
      expected: { earliest: '2026-06-12T12:00:00.000Z', latest: '2026-06-12T12:30:00.000Z' },
      nextUpdateAt: null,
      message: { en: 'We repair orders.' },
    });
  });

  it('takes an announced end for one, and says that nothing is known', () => {
    const at = exampleNow + minuteMs;
    expect(
      publicStatus('shop', exampleSwitch({ expected: null, expires: { at, then: 'open' } })),
    ).toMatchObject({
      until: '2026-06-12T11:36:00.000Z',
    });
    expect(publicStatus('shop', exampleSwitch({ expected: null, since: 0 }))).toMatchObject({
      since: null,
      until: null,
      expected: null,
    });
  });

  it('names neither who did it nor why', () => {
    expect(JSON.stringify(publicStatus('shop', exampleSwitch()))).not.toMatch(/jane|Repair lost|epoch|w1/);
  });
});

describe('the status as a page', () => {
  it('is 200 and tells since and until when, in the language of who reads', () => {
    const answer = pageOf({}, 'de');
    expect(answer.status).toBe(200);
    expect(textOf(answer.body)).toMatch(/Seit heute, 13:05/);
    expect(textOf(answer.body)).toMatch(/14:00/);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'Content-Language': 'de',
      'Cache-Control': 'no-store',
      'X-Robots-Tag': 'noindex, nofollow',
      'Portcullis-Mode': 'read-only',
    });
    expect(Object.fromEntries(answer.headers)).not.toHaveProperty('Refresh');
    expect(answer.body).not.toMatch(/jane|Repair lost/);
  });

  it('of an open site says so, and tells of no mode', () => {
    const answer = pageOf({ mode: 'open', since: 0 });
    expect(textOf(answer.body)).toContain('Juniper &amp; Oak is open');
    expect(answer.headers.map(([name]) => name)).not.toContain('Portcullis-Mode');
  });

  it('of a mode whose beginning nobody knows tells none', () => {
    expect(textOf(pageOf({ since: 0 }).body)).not.toContain('Since');
  });
});
