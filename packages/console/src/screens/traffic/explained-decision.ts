import type { Explanation } from '../../api/schema.ts';

/** What an explanation decides, read out of its loose part. */
export type ExplainedDecision =
  | { readonly kind: 'own'; readonly route: string }
  | {
      readonly kind: string;
      readonly rule: { readonly id: string; readonly detail: string };
      readonly epoch: number | null;
      readonly role: string;
      readonly subject: string | null;
    };

export function explainedDecision({ decision }: Pick<Explanation, 'decision'>): ExplainedDecision {
  const { kind, rule, epoch, standing, route }: Readonly<Record<string, unknown>> = decision;
  if (kind === 'own') return { kind: 'own', route: textOf(route) };
  const { id, detail } = factsOf(rule);
  const { role, subject } = factsOf(standing);
  return {
    kind: textOf(kind),
    rule: { id: textOf(id), detail: textOf(detail) },
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

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
