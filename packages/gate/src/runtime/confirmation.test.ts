import { describe, expect, it } from 'vitest';
import { deriveKeyBytes, importSigningKey } from '../identity/index.ts';
import type { RawRequest } from '../model/request.ts';
import {
  type ConfirmedWrite,
  createConfirmation,
  openConfirmation,
  splitConfirmation,
} from './confirmation.ts';
import { formFields } from './form-fields.ts';

const keyOf = async (fill: number) =>
  importSigningKey(await deriveKeyBytes(new Uint8Array(32).fill(fill), 'confirmation'));
const key = await keyOf(1);
const write: ConfirmedWrite = {
  site: 'shop',
  windowId: 'w1',
  subject: 'ada@example.com',
  method: 'POST',
  target: '/admin/orders/5/refund',
  bodyDigest: 'a'.repeat(64),
  host: 'shop.example',
  contentType: 'application/json',
  contentEncoding: null,
  chosenBy: [],
  overrides: [],
};
const token = await createConfirmation(key, write, 1_000);

describe('a confirmation', () => {
  it('opens for exactly its write, for two minutes', async () => {
    expect(await openConfirmation([key], token, { write, nowMs: 1_000 })).toMatchObject({
      expiresAt: 121_000,
    });
    expect(await openConfirmation([key], token, { write, nowMs: 120_999 })).not.toBeNull();
    expect(await openConfirmation([key], token, { write, nowMs: 121_000 })).toBeNull();
  });

  const others: ConfirmedWrite = {
    site: 'blog',
    windowId: 'w2',
    subject: 'sam@example.com',
    method: 'PUT',
    target: '/admin/orders/6/refund',
    bodyDigest: 'b'.repeat(64),
    host: 'shop.example:8443',
    contentType: 'application/x-www-form-urlencoded',
    contentEncoding: 'gzip',
    chosenBy: ['next-action', '4f00'],
    overrides: ['DELETE'],
  };
  for (const [name, value] of Object.entries(others)) {
    it(`is nothing for another ${name}`, async () => {
      expect(
        await openConfirmation([key], token, { write: { ...write, [name]: value }, nowMs: 1_000 }),
      ).toBeNull();
    });
  }

  it('is nothing under another key, and opens under the key before', async () => {
    const other = await keyOf(2);
    expect(await openConfirmation([other], token, { write, nowMs: 1_000 })).toBeNull();
    expect(await openConfirmation([other, key], token, { write, nowMs: 1_000 })).not.toBeNull();
  });

  for (const bad of ['', '.', 'x.y', `${token}.z`, token.slice(1), 'A'.repeat(300)]) {
    it(`is nothing when it is ${JSON.stringify(bad.slice(0, 20))}`, async () => {
      expect(await openConfirmation([key], bad, { write, nowMs: 1_000 })).toBeNull();
    });
  }
});

describe('splitConfirmation', () => {
  const raw = (target: string, headers: string[] = []): RawRequest => ({
    method: 'POST',
    target,
    headers,
    peer: null,
    httpVersion: '1.1',
    secure: true,
    upgrade: false,
  });
  const cases: readonly (readonly [string, string, string | null])[] = [
    ['/refund', '/refund', null],
    ['/refund?portcullis-confirm=t', '/refund', 't'],
    ['/refund?a=1&portcullis-confirm=t', '/refund?a=1', 't'],
    ['/refund?portcullis-confirm=t&b=%20&c', '/refund?b=%20&c', 't'],
    ['/refund?portcullis-confirm=t&portcullis-confirm=u', '/refund', null],
    ['/refund?xportcullis-confirm=t', '/refund?xportcullis-confirm=t', null],
    ['/refund?a=portcullis-confirm=t', '/refund?a=portcullis-confirm=t', null],
  ];
  for (const [target, kept, token] of cases) {
    it(`takes ${target} apart`, () => {
      const split = splitConfirmation(raw(target));
      expect([split.request.target, split.token]).toEqual([kept, token]);
    });
  }

  it('takes the header of API clients, unless it came twice', () => {
    expect(splitConfirmation(raw('/refund', ['Portcullis-Confirm', 't'])).token).toBe('t');
    expect(
      splitConfirmation(raw('/refund', ['Portcullis-Confirm', 't', 'portcullis-confirm', 'u'])).token,
    ).toBeNull();
  });
});

describe('formFields', () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  const type = 'application/x-www-form-urlencoded';
  it('gives the fields of a form that a browser would send again byte for byte', () => {
    expect(formFields(bytes('amount=5.00&why=too+late%21'), type)).toEqual([
      ['amount', '5.00'],
      ['why', 'too late!'],
    ]);
  });
  const unrepeatable: readonly (readonly [string, string, string | null])[] = [
    ['another type', 'a=1', 'multipart/form-data; boundary=x'],
    ['no type', 'a=1', null],
    ['another charset', 'a=1', `${type}; charset=windows-1252`],
    ['a spelling browsers do not use', 'a=%41', type],
    ['a lone line feed', 'a=x%0Ay', type],
  ];
  for (const [name, body, contentType] of unrepeatable) {
    it(`gives nothing for ${name}`, () => {
      expect(formFields(bytes(body), contentType)).toBeNull();
    });
  }
});
