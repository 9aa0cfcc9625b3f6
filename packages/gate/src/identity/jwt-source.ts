import { PortcullisError } from '../model/error.ts';
import { parseJsonPointer, resolveJsonPointer } from '../model/json-pointer.ts';
import type { JwtInput } from '../model/policy.ts';
import type { RawRequest } from '../model/request.ts';
import type { Clock } from '../ports/clock.ts';
import type { IdentitySource, Recognised } from '../ports/identity-source.ts';
import { groupsOf, roleMapOf, roleOf, subjectOf } from './claims.ts';
import { cookieValues } from './cookies.ts';
import { exactHeaderValues } from './exact-header.ts';
import { createKeyResolver, type JoseLike } from './jwt-keys.ts';

export interface JwtSourceOptions {
  /** As `parsePolicy` returns it. */
  readonly input: JwtInput;
  /** The module `jose`, version 6: `import * as jose from 'jose'`. */
  readonly jose: JoseLike;
  /** Fetches `jwksUrl`. @default globalThis.fetch */
  readonly fetch?: typeof globalThis.fetch;
  readonly clock: Clock;
}

const longestToken = 8 * 1_024;
/** A signed token in compact form: nothing else is given to a parser. */
const compact = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;

/**
 * Believes signed tokens of one issuer for one audience. The token must carry an expiry; what is unsigned,
 * doubled, too long or in any way odd names nobody. Needs the optional peer `jose`.
 */
export function createJwtSource(options: JwtSourceOptions): IdentitySource {
  const { input, jose, fetch = globalThis.fetch, clock } = options;
  const subjectPointer = pointerOf(input.subject ?? '/sub');
  const rolePointer = pointerOf(input.role.pointer);
  const groupsPointer = input.groups === undefined ? null : pointerOf(input.groups.pointer);
  const roles = roleMapOf(input.role.map);
  const resolveKey = createKeyResolver({ input, jose, fetch, clock });

  async function verify(token: string): Promise<Recognised | null> {
    try {
      const { payload } = await jose.jwtVerify(token, resolveKey, {
        algorithms: [...input.algorithms],
        issuer: input.issuer,
        audience: input.audience,
        clockTolerance: input.clockToleranceSeconds ?? 0,
        currentDate: new Date(clock.wallMs()),
        // jose checks an expiry only where there is one; a token for ever cannot be taken back.
        requiredClaims: ['exp'],
      });
      const subject = subjectOf(resolveJsonPointer(payload, subjectPointer));
      if (subject === null) return null;
      const role = roleOf(resolveJsonPointer(payload, rolePointer), roles);
      const groups = groupsPointer === null ? null : groupsOf(resolveJsonPointer(payload, groupsPointer));
      return { role, subject, ...(groups === null ? {} : { groups }) };
    } catch {
      return null;
    }
  }

  return {
    kind: 'jwt',
    recognise(request) {
      const token = tokenOf(request, input.from);
      return token === null || token.length > longestToken || !compact.test(token) ? null : verify(token);
    },
  };
}

/** The one token of a request; null when there is none, or more than one. */
function tokenOf({ headers }: RawRequest, from: JwtInput['from']): string | null {
  const values =
    'cookie' in from ? cookieValues(headers, from.cookie) : exactHeaderValues(headers, from.header);
  const [value] = values ?? [];
  if (value === undefined || values?.length !== 1) return null;
  if ('cookie' in from || from.header !== 'authorization') return value;
  return /^bearer (.+)$/i.exec(value)?.[1] ?? null;
}

function pointerOf(text: string): readonly string[] {
  const pointer = parseJsonPointer(text);
  if (pointer !== null) return pointer;
  throw new PortcullisError(
    'PORTCULLIS_POLICY_INVALID',
    `Expected a JSON pointer such as "/sub", got ${JSON.stringify(text)}. Pass what parsePolicy returns.`,
  );
}
