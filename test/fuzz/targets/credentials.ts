import {
  cookieLineWithoutOwn,
  type DecisionClaims,
  hashPassToken,
  passCookieName,
  verifyDecision,
} from '@portcullis/gate';
import {
  cookieValues,
  createPassToken,
  deriveKey,
  openPassCookie,
  sealPassCookie,
} from '../../../packages/gate/src/identity/index.ts';
import {
  createConfirmation,
  openConfirmation,
  splitConfirmation,
} from '../../../packages/gate/src/runtime/confirmation.ts';
import { createDecisionSigner } from '../../../packages/gate/src/runtime/signing/decision-header.ts';
import { decideFor, rawRequest, siteOf } from '../../../packages/gate/test/support/decide-fixtures.ts';
import { createSignedTokens } from '../../../packages/gate/test/support/signed-token.ts';
import type { FuzzTarget } from '../fuzz.ts';

const nowMs = 1_700_000_000_000;
const secret = Uint8Array.from({ length: 32 }, (_, index) => index + 1);
const tokens = [
  '.',
  '=',
  'v1.',
  'A',
  '_',
  '-',
  '..',
  '\0',
  ' ',
  ';',
  'null',
  'eyJhbGciOiJub25lIn0',
  'Bearer ',
];

/** Signed values: after any change they say nothing, or exactly what was signed. */
export async function createCredentialTargets(): Promise<readonly FuzzTarget[]> {
  const cookieKey = await deriveKey(secret, 'pass-cookie');
  const grant = {
    passId: 'p1',
    subject: 'ada',
    scope: 'write',
    expiresAt: nowMs + 9,
    windowId: 'w1',
    breakGlass: false,
  } as const;
  const cookie = await sealPassCookie({ key: cookieKey, grant });
  const decisionKey = await deriveKey(secret, 'decision');
  const site = siteOf();
  const allowed = decideFor(site, 'GET /orders');
  const context = { site: 'shop', siteMode: 'read-only', areas: {}, until: null, nowMs } as const;
  if (allowed.kind !== 'allow') throw new Error('a read is not allowed');
  const header = await createDecisionSigner(decisionKey).sign(allowed, context);
  const claims = await verifyDecision(header, { keys: [decisionKey], site: 'shop', nowMs });
  const issuer = await createSignedTokens();
  const token = await issuer.sign('ada');
  const write = {
    site: 'shop',
    host: 'shop.example',
    windowId: 'w1',
    subject: 'ada',
    method: 'POST',
    target: '/refund',
    bodyDigest: 'x',
    contentType: null,
    contentEncoding: null,
    chosenBy: [],
    overrides: [],
  };
  const confirmationKey = await deriveKey(secret, 'confirmation');
  const confirmation = await createConfirmation(confirmationKey, write, nowMs);

  return [
    {
      name: 'pass cookie',
      seeds: [cookie],
      tokens,
      async try(text, { accepted }) {
        const opened = await openPassCookie({ keys: [cookieKey], value: text, nowMs, windowId: 'w1' });
        if (opened === null) return null;
        accepted();
        return JSON.stringify(opened) === JSON.stringify(grant)
          ? null
          : 'a cookie that nobody sealed is opened';
      },
    },
    {
      name: 'decision header',
      seeds: [header],
      tokens,
      async try(text, { accepted }) {
        const verified = await verifyDecision(text, { keys: [decisionKey], site: 'shop', nowMs });
        if (verified === null) return null;
        accepted();
        return isSame(verified, claims) ? null : 'a decision that nobody signed is believed';
      },
    },
    {
      name: 'JWT',
      seeds: [`Bearer ${token}`, `Bearer ${await issuer.sign('maria')}`],
      tokens,
      async try(text, { accepted }) {
        const raw = rawRequest('GET /', { headers: ['Authorization', text] });
        const found = await issuer.recognise(raw);
        if (found === null || found === 'unsure') return null;
        accepted();
        return found.subject === 'ada' || found.subject === 'maria' ? null : `it names ${found.subject}`;
      },
    },
    {
      name: 'confirmation',
      seeds: [confirmation],
      tokens,
      async try(text, { accepted }) {
        splitConfirmation(
          rawRequest(`POST /refund?a=1&portcullis-confirm=${text}`, {
            headers: ['Portcullis-Confirm', text],
          }),
        );
        const opened = await openConfirmation([confirmationKey], text, { write, nowMs });
        if (opened === null) return null;
        accepted();
        return confirmation.startsWith(text.split('.')[0] ?? '.')
          ? null
          : 'a confirmation that nobody made is believed';
      },
    },
    {
      name: 'pass token',
      seeds: [createPassToken(secret)],
      tokens,
      async try(text, { accepted }) {
        const hash = await hashPassToken(text);
        if (hash === null) return null;
        accepted();
        return /^[\da-f]{64}$/.test(hash) && /^[\w-]{43}$/.test(text) ? null : 'what is no token is hashed';
      },
    },
    {
      name: 'Cookie',
      seeds: [
        `${passCookieName}=${cookie}; a=b`,
        'a=b; c="d;e"; f',
        `a=1;${passCookieName}=x;  ${passCookieName}=y`,
      ],
      tokens: [';', '=', ' ', '\t', '"', passCookieName, ',', '\0', '\r\n'],
      try(text, { stopwatch, accepted }) {
        const headers = ['Cookie', text];
        const values = stopwatch.measure(() => cookieValues(headers, passCookieName));
        const rest = stopwatch.measure(() => cookieLineWithoutOwn(headers));
        if (values.length === 1) accepted();
        return cookieValues(['Cookie', rest], passCookieName).length === 0
          ? null
          : 'the pass goes on to the app';
      },
    },
  ];
}

function isSame(one: DecisionClaims, other: DecisionClaims | null): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
