import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { signDelivery } from '../provider-simulator/sign-delivery.ts';
import { type SignedCall, verifyCrmCall, verifyMailCall, verifyPaymentsCall } from './webhook-signatures.ts';

const now = new Date('2026-01-05T09:08:07Z');
const seconds = now.getTime() / 1000;

function call(body: string, headers: Readonly<Record<string, string>>): SignedCall {
  return { header: (name) => headers[name], body: Buffer.from(body) };
}

const hex = (secret: string, text: string) => createHmac('sha256', secret).update(text).digest('hex');

describe('payments', () => {
  const secret = 'whsec_payments';
  const body = '{"id":"evt_1"}';
  const genuine = hex(secret, `${seconds}.${body}`);
  const verify = (signature: string | undefined, sent = body, at = now) =>
    verifyPaymentsCall(call(sent, signature === undefined ? {} : { 'stripe-signature': signature }), {
      secret,
      now: at,
    });

  it('takes what is signed, by one of several signatures, within five minutes', () => {
    verify(`t=${seconds},v1=${genuine}`);
    verify(`t=${seconds}, v1=${hex('old', 'x')}, v1=${genuine}, v0=${hex('x', 'x')}`);
    for (const shift of [-300_000, 300_000]) {
      verify(`t=${seconds},v1=${genuine}`, body, new Date(now.getTime() + shift));
    }
  });

  it.each([
    ['no header', undefined],
    ['nothing in it', ''],
    ['no time', `v1=${genuine}`],
    ['no signature', `t=${seconds}`],
    ['another scheme alone', `t=${seconds},v0=${genuine}`],
    ['another time', `t=${seconds + 1},v1=${genuine}`],
    ['two times', `t=${seconds},t=${seconds},v1=${genuine}`],
    ['a part of it', `t=${seconds},v1=${genuine.slice(0, 63)}`],
    ['more than it', `t=${seconds},v1=${genuine}0`],
  ])('refuses %s', (_name, signature) => {
    expect(() => verify(signature)).toThrow('signature is not the one');
  });

  it('refuses other bytes, also those that mean the same', () => {
    for (const other of ['{"id":"evt_2"}', '{"id": "evt_1"}', '']) {
      expect(() => verify(`t=${seconds},v1=${genuine}`, other)).toThrow('signature is not the one');
    }
  });

  it('refuses what is genuine and too old, or to come', () => {
    for (const shift of [-301_000, 301_000]) {
      expect(() => verify(`t=${seconds},v1=${genuine}`, body, new Date(now.getTime() + shift))).toThrow(
        'more than 300 seconds',
      );
    }
    const never = `t=never,v1=${hex(secret, `never.${body}`)}`;
    expect(() => verify(never)).toThrow('more than 300 seconds');
  });
});

describe('mail', () => {
  // The example of the specification's own libraries.
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  const body = '{"test": 2432232314}';
  const headers = {
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  };
  const verify = (changes: Readonly<Record<string, string>> = {}, sent = body, at = 1_614_265_330_000) =>
    verifyMailCall(call(sent, { ...headers, ...changes }), { secret, now: new Date(at) });

  it('takes what is signed, by one of several signatures', () => {
    verify();
    verify({ 'webhook-signature': `v1,AAAA v1a,BBBB ${headers['webhook-signature']}` });
  });

  it.each([
    ['another id', { 'webhook-id': 'msg_other' }],
    ['another time', { 'webhook-timestamp': '1614265331' }],
    ['no signature', { 'webhook-signature': '' }],
    [
      'a signature of another version',
      { 'webhook-signature': headers['webhook-signature'].replace('v1', 'v2') },
    ],
  ])('refuses %s', (_name, changes) => {
    expect(() => verify(changes)).toThrow('signature is not the one');
  });

  it('refuses other bytes, and what is too old', () => {
    expect(() => verify({}, '{"test": 1}')).toThrow('signature is not the one');
    expect(() => verify({}, body, 1_614_265_631_000)).toThrow('more than 300 seconds');
  });
});

describe('CRM', () => {
  // https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries, "Testing the webhook payload validation"
  const secret = "It's a Secret to Everybody";
  const signature = 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17';
  const verify = (given: string, body = 'Hello, World!') =>
    verifyCrmCall(call(body, { 'x-hub-signature-256': given }), { secret });

  it('takes what is signed, and nothing else', () => {
    verify(signature);
    for (const other of ['', signature.slice('sha256='.length), signature.replace('sha256', 'sha1')]) {
      expect(() => verify(other)).toThrow('signature is not the one');
    }
    expect(() => verify(signature, 'Hello, World')).toThrow('signature is not the one');
  });
});

it('takes what each simulated provider signs', () => {
  const secrets = {
    payments: 'whsec_payments',
    mail: `whsec_${Buffer.from('mail').toString('base64')}`,
    crm: 'crm',
  };
  const body = '{"id":"evt_1"}';
  const signed = (provider: 'payments' | 'mail' | 'crm') =>
    call(body, signDelivery({ id: 'one', provider, body }, secrets, now.getTime()));
  verifyPaymentsCall(signed('payments'), { secret: secrets.payments, now });
  verifyMailCall(signed('mail'), { secret: secrets.mail, now });
  verifyCrmCall(signed('crm'), { secret: secrets.crm });
});
