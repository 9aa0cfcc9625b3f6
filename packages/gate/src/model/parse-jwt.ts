import { nearestWord } from './nearest-word.ts';
import {
  type Given,
  readEntries,
  readFields,
  readInteger,
  readList,
  readString,
  refuse,
} from './parse-given.ts';
import { readCookieName, readHeaderName } from './parse-header-name.ts';
import { readGroupsPointer, readPointer, readRoleMapping } from './parse-role-map.ts';
import type { JwtInput } from './policy.ts';

const keys = [
  'kind',
  'from',
  'algorithms',
  'issuer',
  'audience',
  'jwksUrl',
  'jwks',
  'publicKeyPem',
  'subject',
  'role',
  'groups',
  'clockToleranceSeconds',
] as const;

/** Signatures with a public key (RFC 7518, RFC 8037, RFC 9864). */
const algorithms: readonly string[] = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];

export function readJwt(given: Given): JwtInput {
  const fields = readFields(given, keys);
  const input = {
    kind: 'jwt',
    from: readFrom(fields.from),
    algorithms: readAlgorithms(fields.algorithms),
    issuer: readString(fields.issuer, {
      expected: 'the issuer (iss) such as "https://id.example.com/"',
      longest: 512,
    }),
    audience: readString(fields.audience, { expected: 'the audience (aud) such as "shop"', longest: 512 }),
    subject: fields.subject.value === undefined ? '/sub' : readPointer(fields.subject, '/sub'),
    role: readRoleMapping(fields.role),
    clockToleranceSeconds: readInteger(fields.clockToleranceSeconds, { fallback: 0, least: 0, most: 5 }),
  } as const;
  const groups = readGroupsPointer(fields.groups);
  const { jwksUrl, jwks, publicKeyPem } = fields;
  const sources = [jwksUrl, jwks, publicKeyPem].filter(({ value }) => value !== undefined);
  if (sources.length !== 1) {
    const got =
      sources.length === 0
        ? 'none'
        : sources.map(({ path }) => path.slice(given.path.length + 1)).join(' and ');
    given.problems.add(given.path, `expected exactly one of jwksUrl, jwks and publicKeyPem, got ${got}`);
  }
  if (publicKeyPem.value !== undefined && input.algorithms.length > 1) {
    given.problems.add(publicKeyPem.path, 'one key is used with one algorithm. Name it alone in algorithms');
  }
  return {
    ...input,
    ...(groups === null ? {} : { groups }),
    ...(jwksUrl.value === undefined ? {} : { jwksUrl: readJwksUrl(jwksUrl) }),
    ...(jwks.value === undefined ? {} : { jwks: readJwks(jwks) }),
    ...(publicKeyPem.value === undefined ? {} : { publicKeyPem: readPem(publicKeyPem) }),
  };
}

function readFrom(given: Given): JwtInput['from'] {
  const { cookie, header } = readFields(given, ['cookie', 'header']);
  if ((cookie.value === undefined) === (header.value === undefined)) {
    refuse(given, 'exactly one of { "cookie": "…" } and { "header": "Authorization" }');
    return { cookie: '' };
  }
  if (cookie.value !== undefined) return { cookie: readCookieName(cookie) };
  const refused = { cookie: 'Write { "cookie": "…" } with the name of the cookie instead.' };
  return { header: readHeaderName(header, { example: 'Authorization', refused }) };
}

function readAlgorithms(given: Given): readonly string[] {
  if (given.value === undefined)
    refuse(
      given,
      'a list of algorithms such as ["RS256"]',
      'It is required: a token must not choose how it is checked.',
    );
  const items = readList(given, { of: 'algorithms', most: algorithms.length, fewest: 1 }) ?? [];
  const rules = { expected: `one of ${algorithms.join(', ')}`, longest: 20, problemOf: algorithmProblem };
  return [...new Set(items.map((item) => readString(item, rules)))];
}

function algorithmProblem(name: string): string | null {
  if (algorithms.includes(name)) return null;
  if (/^none$/i.test(name)) return 'Tokens without a signature prove nothing.';
  if (/^hs\d+$/i.test(name)) {
    return 'With HS algorithms whoever knows the public key can sign. Let the issuer sign with a private key.';
  }
  const meant = nearestWord(name, algorithms);
  return meant === null ? 'It is not supported.' : `Did you mean "${meant}"?`;
}

function readJwksUrl(given: Given): string {
  const expected = 'an https:// URL such as "https://id.example.com/.well-known/jwks.json"';
  const url = readString(given, { expected, longest: 2_048, problemOf: jwksUrlProblem });
  if (url.startsWith('http:') && !isLoopback(new URL(url).hostname)) {
    given.problems.warn(
      given.path,
      'this is plain http: whoever is on the way can hand out his own keys and become admin. Use https://, or put the keys into jwks',
    );
  }
  return url;
}

function jwksUrlProblem(text: string): string | null {
  if (!/^https?:\/\/[^\s\\]+$/.test(text) || !URL.canParse(text)) return 'It must be a complete URL.';
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') return 'Remove the user name and the password.';
  return url.hash === '' ? null : 'Remove the fragment.';
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || /^127\./.test(host) || host === '[::1]';
}

/** Members that only private or symmetric keys have (RFC 7518, 6). */
const secretMembers: readonly string[] = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

function readJwks(given: Given): NonNullable<JwtInput['jwks']> {
  const fields = readFields(given, ['keys']);
  if (fields.keys.value === undefined) refuse(fields.keys, 'a list of keys', 'It is required.');
  const items = readList(fields.keys, { of: 'keys', most: 50, fewest: 1 }) ?? [];
  return { keys: items.map(readJwk) };
}

function readJwk(given: Given): Readonly<Record<string, unknown>> {
  const key: Record<string, unknown> = {};
  const entries = readEntries(given, 'kty');
  for (const [member, { path, value, problems }] of entries) {
    if (secretMembers.includes(member)) {
      problems.add(
        path,
        'this belongs to a secret key, which must not be in a policy. Put the public key here, and change the secret one: it was written down',
      );
    } else if (typeof value === 'string' || typeof value === 'boolean') {
      key[member] = value;
    } else if (Array.isArray(value) && value.every((item) => typeof item === 'string')) {
      key[member] = [...value];
    } else {
      problems.add(path, 'expected text or a list of texts, as in a JSON Web Key (RFC 7517)');
    }
  }
  if (!['RSA', 'EC', 'OKP'].includes(String(key.kty))) {
    given.problems.add(`${given.path}.kty`, 'expected "RSA", "EC" or "OKP", the types of public keys');
  }
  return key;
}

function readPem(given: Given): string {
  return readString(given, {
    expected: 'a public key in PEM, from "-----BEGIN PUBLIC KEY-----" on',
    longest: 16_384,
    secret: true,
    problemOf: (pem) => {
      if (pem.includes('PRIVATE KEY'))
        return 'This is a private key, which must not be in a policy. Put the public key here, and change the private one: it was written down.';
      if (pem.includes('BEGIN CERTIFICATE'))
        return 'This is a certificate. Take the public key out: openssl x509 -pubkey -noout -in FILE.';
      return /^\s*-----BEGIN PUBLIC KEY-----\s[A-Za-z0-9+/=\s]+-----END PUBLIC KEY-----\s*$/.test(pem)
        ? null
        : 'It is no such text.';
    },
  });
}
