import type { DecidedRule, Explanation, Said } from '../../api/schema.ts';

/** What an explanation decides, read out of its loose part. */
export type ExplainedDecision =
  | { readonly kind: 'own'; readonly route: string }
  | {
      readonly kind: string;
      readonly rule: DecidedRule;
      readonly epoch: number | null;
      readonly role: string;
      readonly subject: string | null;
    };

export function explainedDecision({ decision }: Pick<Explanation, 'decision'>): ExplainedDecision {
  const { kind, rule, epoch, standing, route }: Readonly<Record<string, unknown>> = decision;
  if (kind === 'own') return { kind: 'own', route: textOf(route) };
  const { id, detail, detailSaid } = factsOf(rule);
  const { role, subject } = factsOf(standing);
  return {
    kind: textOf(kind),
    rule: { id: textOf(id), detail: textOf(detail), detailSaid: saidOf(detailSaid) },
    epoch: typeof epoch === 'number' ? epoch : null,
    role: textOf(role),
    subject: typeof subject === 'string' && subject !== '' ? subject : null,
  };
}

export function isOwn(
  decision: ExplainedDecision,
): decision is Extract<ExplainedDecision, { readonly route: string }> {
  return 'route' in decision;
}

function factsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

/** As the server gives it where it gives one; what a console of today does not know is shown as its text. */
function saidOf(value: unknown): Said | null {
  return 'code' in factsOf(value) && 'values' in factsOf(value) ? (value as Said) : null;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
