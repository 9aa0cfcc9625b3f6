import { createHmac } from 'node:crypto';
import { parsePolicy, type WebhookProviderInput, type WebhookSignature } from '@portcullis/gate';
import fc from 'fast-check';
import { Webhook as StandardWebhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { createSecretsOf } from './secrets-of.ts';
import { headProblem, isUsableSecret, signedForNow, verifySignature } from './signature.ts';

const encoder = new TextEncoder();
/** Of requests whose signature says nothing of how they were called. */
const anywhere = { method: 'POST', urls: [] };

function signatureOf(
  provider: string,
  webhookProviders: Readonly<Record<string, WebhookProviderInput>> = {},
): WebhookSignature {
  const [webhook] = parsePolicy({
    webhookProviders,
    webhooks: [{ match: 'POST /hook', provider, secretFrom: 'SECRET' }],
  }).webhooks;
  if (webhook?.signature == null) throw new Error(`${provider} signs nothing`);
  return webhook.signature;
}

interface Sent {
  readonly headers: readonly string[];
  readonly body: string;
}

const verify = (provider: string, { headers, body }: Sent, secret: string, nowMs: number) =>
  verifySignature(
    signatureOf(provider),
    { ...anywhere, headers, body: encoder.encode(body) },
    { secrets: [secret], nowMs },
  ).kind;

describe('what providers publish themselves', () => {
  it('GitHub: the example of its documentation', () => {
    const headers = [
      'X-Hub-Signature-256',
      'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17',
    ];
    const sent = { headers, body: 'Hello, World!' };
    expect(verify('github', sent, "It's a Secret to Everybody", 0)).toBe('verified');
    expect(verify('github', { ...sent, body: 'Hello, World?' }, "It's a Secret to Everybody", 0)).toBe(
      'wrong',
    );
  });

  it('Slack: the example of its documentation', () => {
    const body =
      'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c';
    const headers = [
      'X-Slack-Request-Timestamp',
      '1531420618',
      'X-Slack-Signature',
      'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
    ];
    const secret = '8f742231b10e8888abcd99yyyzzz85a5';
    expect(verify('slack', { headers, body }, secret, 1_531_420_618_000)).toBe('verified');
    expect(verify('slack', { headers, body }, secret, 1_531_420_618_000 + 301_000)).toBe('too-old');
  });

  it('Standard Webhooks: what its own library signs, and it takes what is signed again', () => {
    const secret = `whsec_${Buffer.from('a secret of at least 24 bytes').toString('base64')}`;
    const library = new StandardWebhook(secret);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.uuid(), (text, id) => {
        const body = text.toWellFormed();
        const at = new Date();
        const headers = [
          'webhook-id',
          id,
          'webhook-timestamp',
          String(Math.floor(at.getTime() / 1_000)),
          'webhook-signature',
          `v1,${Buffer.alloc(32).toString('base64')} ${library.sign(id, at, body)}`,
        ];
        expect(verify('standard', { headers, body }, secret, at.getTime())).toBe('verified');
        const old = [...headers];
        const longAgo = new Date(at.getTime() - 3_600_000);
        old[3] = String(Math.floor(longAgo.getTime() / 1_000));
        old[5] = library.sign(id, longAgo, body);
        expect(verify('standard', { headers: old, body }, secret, at.getTime())).toBe('too-old');
        const again = signedForNow(
          signatureOf('standard'),
          { ...anywhere, headers: old, body: encoder.encode(body) },
          { secrets: [secret], refusals: 0, nowMs: at.getTime() },
        );
        const renewed = Object.fromEntries(
          (again ?? []).flatMap((name, index) => (index % 2 === 0 ? [[name, again?.[index + 1] ?? '']] : [])),
        );
        expect(() => library.verify(body, renewed)).not.toThrow(/signature|timestamp|headers/i);
      }),
      { numRuns: 50 },
    );
  });
});

describe('Stripe', () => {
  const secret = 'whsec_test';
  const body = '{"id":"evt_1"}';
  const at = 1_700_000_000;
  const v1 = createHmac('sha256', secret).update(`${at}.${body}`).digest('hex');
  const verifyStripe = (value: string | readonly string[], nowMs = at * 1_000) =>
    verify(
      'stripe',
      {
        headers: (Array.isArray(value) ? value : [value]).flatMap((one) => ['Stripe-Signature', String(one)]),
        body,
      },
      secret,
      nowMs,
    );

  it('takes any of several signatures, and no other scheme', () => {
    expect(verifyStripe(`t=${at},v1=${'0'.repeat(64)},v1=${v1}`)).toBe('verified');
    expect(verifyStripe(`t=${at}, v1=${v1}`)).toBe('verified');
    expect(verifyStripe(`t=${at},v0=${v1}`)).toBe('wrong');
  });

  it('takes nothing that is said twice, in another way, or of another time', () => {
    expect(verifyStripe([`t=${at},v1=${v1}`, `t=${at},v1=${v1}`])).toBe('twice');
    expect(verifyStripe(`t=${at},t=${at},v1=${v1}`)).toBe('twice');
    expect(verifyStripe(`t=0${at},v1=${v1}`)).toBe('wrong');
    expect(verifyStripe(`t=${at}.0,v1=${v1}`)).toBe('wrong');
    expect(verifyStripe(`v1=${v1}`)).toBe('wrong');
    expect(verifyStripe('')).toBe('wrong');
    expect(verifyStripe(`t=${at},v1=${v1.slice(0, -1)}`)).toBe('wrong');
    expect(verifyStripe(`t=${at},v1=${v1}00`)).toBe('wrong');
    expect(verifyStripe(`t=${at},v1=zz${v1.slice(2)}`)).toBe('wrong');
    expect(verifyStripe(`t=${at},${`v1=${'0'.repeat(64)},`.repeat(10)}v1=${v1}`)).toBe('wrong');
    expect(verifyStripe(`t=${at},v1=${v1}`, at * 1_000 + 300_999)).toBe('too-old');
    expect(verifyStripe(`t=${at},v1=${v1}`, at * 1_000 - 301_000)).toBe('too-old');
    expect(verifyStripe(`t=${at},v1=${v1}`, at * 1_000 + 300_000)).toBe('verified');
  });

  const sent = {
    ...anywhere,
    headers: ['stripe-signature', `t=${at},v1=${v1}`],
    body: encoder.encode(body),
  };
  const signedAt = (seconds: number, ...by: readonly string[]) => {
    const items = by.map((one) => createHmac('sha256', one).update(`${seconds}.${body}`).digest('hex'));
    return ['stripe-signature', [`t=${seconds}`, ...items.map((item) => `v1=${item}`)].join(',')];
  };
  const forNow = (secrets: readonly string[], seconds: number, refusals = 0) =>
    signedForNow(signatureOf('stripe'), sent, { secrets, refusals, nowMs: seconds * 1_000 });

  it('is as it came while the application takes its time for good, and signed anew a while before it would not', () => {
    expect(forNow([secret], at + 100)).toEqual(sent.headers);
    expect(forNow([secret], at + 200)).toEqual(signedAt(at + 200, secret));
  });

  it('is signed anew by all secrets while one rotates, as Stripe does: nobody knows which the application has', () => {
    const later = at + 3_600;
    expect(forNow(['newer', secret], later)).toEqual(signedAt(later, secret, 'newer'));
    expect(forNow(['newer', secret], at)).toEqual(sent.headers);
    expect(forNow(['newer', secret], at, 1)).toEqual(signedAt(at, secret, 'newer'));
  });

  it('is signed by the others where the one that had signed it was taken out of use, at once', () => {
    expect(forNow(['newest', 'newer'], at)).toEqual(signedAt(at, 'newest', 'newer'));
    expect(forNow([], at)).toBe(null);
  });
});

describe('what carries no time', () => {
  it('is signed by the newest where the one that had signed it was taken out of use', () => {
    const body = encoder.encode('{"repository":{"id":1}}');
    const by = (secret: string) => [
      'X-Hub-Signature-256',
      `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
    ];
    const forNow = (secrets: readonly string[], refusals = 0) =>
      signedForNow(
        signatureOf('github'),
        { ...anywhere, headers: by('older'), body },
        { secrets, refusals, nowMs: 1e12 },
      );
    expect(forNow(['newer', 'older'])).toEqual(by('older'));
    expect(forNow(['newer'])).toEqual(by('newer'));
    // By turns, once the application has refused it.
    expect([1, 2, 3].map((refusals) => forNow(['newer', 'older'], refusals))).toEqual(
      ['newer', 'older', 'newer'].map(by),
    );
  });
});

describe('a token', () => {
  const body = '{}';
  const verifyToken = (provider: string, headers: readonly string[], secret = 'Grüße 7') =>
    verify(provider, { headers, body }, secret, 0);

  it.each([
    ['gitlab', 'X-Gitlab-Token'],
    ['telegram', 'X-Telegram-Bot-Api-Secret-Token'],
  ])('of %s is the secret itself, exactly and once', (provider, header) => {
    expect(verifyToken(provider, [header, 'a-token'], 'a-token')).toBe('verified');
    // As it arrives: bytes of UTF-8, each a character.
    expect(verifyToken(provider, [header, Buffer.from('Grüße 7').toString('latin1')])).toBe('verified');
    for (const other of ['', 'a-toke', 'a-tokens', 'A-token', ' a-token']) {
      expect([other, verifyToken(provider, [header, other], 'a-token')]).toEqual([other, 'wrong']);
    }
    expect(verifyToken(provider, [header, 'a-token', header, 'a-token'], 'a-token')).toBe('twice');
    expect(verifyToken(provider, [])).toBe('missing');
  });

  it('is the newest one where it was taken out of use', () => {
    const signed = {
      ...anywhere,
      headers: ['x-gitlab-token', 'older', 'x', 'y'],
      body: encoder.encode(body),
    };
    const forNow = (secrets: readonly string[], refusals = 0) =>
      signedForNow(signatureOf('gitlab'), signed, { secrets, refusals, nowMs: 0 })?.[1];
    expect(forNow(['newer'])).toBe('newer');
    // As it is written in a header, and read from one.
    const [ours, theirs] = ['Grüße', Buffer.from('Grüße').toString('latin1')];
    expect(forNow([ours])).toBe(theirs);
    // Of two that are known it is one sender's: nobody else's is shown in its place.
    expect([0, 1, 2].map((refusals) => forNow(['other', 'older'], refusals))).toEqual([
      'older',
      'older',
      'older',
    ]);
  });
});

describe('signatures that are described as data', () => {
  const secret = 'pdl_ntfset_secret';
  const at = 1_700_000_000;
  const body = '{"data":{"id":"txn_1"}}';
  const hmac = (algorithm: string, key: string, text: string) => createHmac(algorithm, key).update(text);

  interface Described {
    readonly signature: NonNullable<WebhookProviderInput['signature']>;
    readonly headers: readonly string[];
    /** The head of what is signed anew an hour later; null = it stays as it came. */
    readonly anHourLater: readonly string[] | null;
  }
  const url = 'https://shop.example/webhooks/crm?tenant=1';
  const described: readonly (readonly [name: string, Described])[] = [
    [
      'Paddle: a list with semicolons',
      {
        signature: {
          header: 'paddle-signature',
          list: { separator: ';', assign: '=', name: 'h1' },
          signed: '{timestamp}:{body}',
          timestamp: { name: 'ts' },
        },
        headers: ['Paddle-Signature', `ts=${at};h1=${hmac('sha256', secret, `${at}:${body}`).digest('hex')}`],
        anHourLater: [
          'Paddle-Signature',
          `ts=${at + 3_600};h1=${hmac('sha256', secret, `${at + 3_600}:${body}`).digest('hex')}`,
        ],
      },
    ],
    [
      'Paystack: SHA-512',
      {
        signature: { header: 'x-paystack-signature', scheme: 'hmac-sha512' },
        headers: ['x-paystack-signature', hmac('sha512', secret, body).digest('hex')],
        anHourLater: null,
      },
    ],
    [
      'Intercom: SHA-1',
      {
        signature: { header: 'x-hub-signature', scheme: 'hmac-sha1', prefix: 'sha1=' },
        headers: ['X-Hub-Signature', `sha1=${hmac('sha1', secret, body).digest('hex')}`],
        anHourLater: null,
      },
    ],
    [
      'Square: the address before the body',
      {
        signature: { header: 'x-square-hmacsha256-signature', encoding: 'base64', signed: '{url}{body}' },
        headers: ['X-Square-HmacSha256-Signature', hmac('sha256', secret, `${url}${body}`).digest('base64')],
        anHourLater: null,
      },
    ],
    [
      'HubSpot: method, address, body and a time in milliseconds',
      {
        signature: {
          header: 'x-hubspot-signature-v3',
          encoding: 'base64',
          signed: '{method}{url}{body}{timestamp}',
          timestamp: { header: 'x-hubspot-request-timestamp', unit: 'milliseconds' },
        },
        headers: [
          'X-HubSpot-Request-Timestamp',
          `${at}123`,
          'X-HubSpot-Signature-v3',
          hmac('sha256', secret, `POST${url}${body}${at}123`).digest('base64'),
        ],
        anHourLater: [
          'X-HubSpot-Request-Timestamp',
          `${at + 3_600}000`,
          'X-HubSpot-Signature-v3',
          hmac('sha256', secret, `POST${url}${body}${at + 3_600}000`).digest('base64'),
        ],
      },
    ],
  ];

  it.each(described)('%s', (_, { signature, headers, anHourLater }) => {
    const known = signatureOf('own', { own: { signature } });
    const sent = {
      method: 'POST',
      // Behind a proxy that changes the host both may be what was called.
      urls: ['http://10.0.0.1/webhooks/crm?tenant=1', url],
      headers,
      body: encoder.encode(body),
    };
    const kindOf = (changed: Partial<typeof sent>, by = secret, seconds = at) =>
      verifySignature(known, { ...sent, ...changed }, { secrets: [by], nowMs: seconds * 1_000 }).kind;
    expect(kindOf({})).toBe('verified');
    expect(kindOf({}, 'another secret')).toBe('wrong');
    expect(kindOf({ body: encoder.encode(`${body} `) })).toBe('wrong');
    expect(kindOf({ urls: ['https://other.example/webhooks/crm?tenant=1'] })).toBe(
      known.signed.includes('{url}') ? 'wrong' : 'verified',
    );
    expect(kindOf({ method: 'PUT' })).toBe(known.signed.includes('{method}') ? 'wrong' : 'verified');
    expect(kindOf({}, secret, at + 301)).toBe(known.timestamp === null ? 'verified' : 'too-old');
    const again = signedForNow(known, sent, {
      secrets: [secret],
      refusals: 0,
      nowMs: (at + 3_600) * 1_000,
    });
    expect(again).toEqual(anHourLater ?? headers);
  });

  it('fills in what came, and nothing that came within that', () => {
    const known = signatureOf('own', {
      own: { signature: { header: 'x-sig', signed: '{id}.{url}.{body}', id: { header: 'x-id' } } },
    });
    const by = hmac('sha256', secret, `{url}.${url}.${body}`).digest('hex');
    const sent = { method: 'POST', urls: [url], body: encoder.encode(body) };
    const headers = ['x-sig', by, 'x-id', '{url}'];
    const secrets = [secret];
    expect(verifySignature(known, { ...sent, headers }, { secrets, nowMs: 0 }).kind).toBe('verified');
  });

  it('no digit of a body that ends in some becomes one of a time behind it', () => {
    const known = signatureOf('own', {
      own: { signature: { header: 'x-sig', signed: '{body}{timestamp}', timestamp: { header: 'x-at' } } },
    });
    const digest = hmac('sha256', secret, `{"a":1}${at}`).digest('hex');
    const kindOf = (text: string, time: string) =>
      verifySignature(
        known,
        { ...anywhere, headers: ['x-sig', digest, 'x-at', time], body: encoder.encode(text) },
        { secrets: [secret], nowMs: at * 1_000 },
      ).kind;
    expect(kindOf('{"a":1}', String(at))).toBe('verified');
    expect(kindOf('{"a":1}1', String(at).slice(1))).not.toBe('verified');
    expect(kindOf('{"a":1', `}${at}`)).toBe('wrong');
  });
});

it('Svix signs as Standard Webhooks does, by other names', () => {
  const secret = `whsec_${Buffer.from('a secret of at least 24 bytes').toString('base64')}`;
  const at = new Date();
  const headers = [
    ...['svix-id', 'msg_1', 'svix-timestamp', String(Math.floor(at.getTime() / 1_000))],
    ...['svix-signature', new StandardWebhook(secret).sign('msg_1', at, '{"a":1}')],
  ];
  expect(verify('svix', { headers, body: '{"a":1}' }, secret, at.getTime())).toBe('verified');
  expect(verify('svix', { headers, body: '{"a":2}' }, secret, at.getTime())).toBe('wrong');
  expect(verify('standard', { headers, body: '{"a":1}' }, secret, at.getTime())).toBe('missing');
});

it('a secret is one in the form of its provider, and nothing that decodes to some other key', () => {
  const isUsable = (secret: string, provider: string) => isUsableSecret(secret, signatureOf(provider));
  const base64 = Buffer.from('a secret').toString('base64');
  for (const one of [base64, `whsec_${base64}`, `whsec_${base64.replace('=', '')}`, 'whsec_a-b_cdef'])
    expect([one, isUsable(one, 'standard')]).toEqual([one, true]);
  for (const one of ['', 'whsec_', `v1,whsec_${base64}`, `"whsec_${base64}"`, 'a secret', '='])
    expect([one, isUsable(one, 'standard')]).toEqual([one, false]);
  expect([isUsable('v1,whsec_', 'stripe'), isUsable(' ', 'stripe')]).toEqual([true, false]);
  expect(['a token', 'to\nken', ' '].map((one) => isUsable(one, 'gitlab'))).toEqual([true, false, false]);
});

it('a secret from a file is the same without the end of its line', () => {
  const base64 = Buffer.from('a secret').toString('base64');
  for (const provider of ['standard', 'gitlab', 'stripe']) {
    const secretsOf = createSecretsOf(() => `whsec_${base64}\n`);
    const rule = { secretFrom: ['SECRET'], signature: signatureOf(provider) };
    expect(secretsOf(rule)).toEqual([`whsec_${base64}`]);
  }
});

it('of a head alone it is said what no body can mend', () => {
  const headers = ['stripe-signature', 't=1,v1=ab'];
  const signature = signatureOf('stripe');
  expect(headProblem(signature, headers)).toBe(null);
  expect(headProblem(signature, [])).toBe('missing');
  expect(headProblem(signature, [...headers, ...headers])).toBe('twice');
  expect(headProblem(signature, ['stripe-signature', 'v1=ab'])).toBe('wrong');
});

it('Shopify signs the bytes in base64, exactly', () => {
  const secret = 'hush';
  const body = '{"id":820982911946154508}';
  const signature = createHmac('sha256', secret).update(body).digest('base64');
  const verifyShopify = (value: string) =>
    verify('shopify', { headers: ['X-Shopify-Hmac-Sha256', value], body }, secret, 0);
  expect(verifyShopify(signature)).toBe('verified');
  // Decoders skip all of these.
  for (const other of [
    signature.replace('=', ''),
    `${signature}=`,
    ` ${signature}`,
    signature.toLowerCase(),
  ]) {
    expect([other, verifyShopify(other)]).toEqual([other, 'wrong']);
  }
  expect(verify('shopify', { headers: [], body }, secret, 0)).toBe('missing');
});

it('any other body, secret or signature is refused, whatever the provider', () => {
  const providers = [
    'stripe',
    'github',
    'shopify',
    'slack',
    'standard',
    'svix',
    'gitlab',
    'gitlab-signed',
    'telegram',
  ];
  fc.assert(
    fc.property(
      fc.constantFrom(...providers),
      fc.array(fc.string({ maxLength: 20 }), { maxLength: 6 }),
      fc.string(),
      (provider, values, body) => {
        const { header, timestamp, id } = signatureOf(provider);
        const names = [
          header,
          timestamp !== null && 'header' in timestamp ? timestamp.header : header,
          id?.header ?? 'x',
        ];
        const headers = values.flatMap((value, index) => [names[index % 3] ?? header, value]);
        expect(verify(provider, { headers, body }, 'a secret', 1_700_000_000_000)).not.toBe('verified');
      },
    ),
  );
});
