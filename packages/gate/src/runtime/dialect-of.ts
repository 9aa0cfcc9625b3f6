import type { AnswerProtocol } from '../answer/index.ts';
import { PortcullisError } from '../model/error.ts';
import type { Policy } from '../model/policy.ts';

/** How the clients of the policy's application are told. Throws PORTCULLIS_CONFIG_INVALID when nobody here knows. */
export function dialectOf(
  { dialect }: Policy,
  dialects: Readonly<Record<string, readonly AnswerProtocol[]>>,
): readonly AnswerProtocol[] {
  if (dialect === null) return [];
  const known = Object.hasOwn(dialects, dialect) ? dialects[dialect] : undefined;
  if (known !== undefined) return known;
  throw new PortcullisError(
    'PORTCULLIS_CONFIG_INVALID',
    `policy.dialect: expected one that createGate was given, got ${JSON.stringify(dialect)}. Pass dialects of @portcullis/gate/presets, or leave it away.`,
  );
}
