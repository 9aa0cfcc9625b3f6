/** What is wrong at a place of the audit log, as data: whoever words it needs no text of ours. */
export type AuditProblem =
  /** Records are missing, doubled or out of order; `expected` is the number that should stand there. */
  | { readonly kind: 'out-of-order'; readonly expected: number }
  /** It does not follow the record before it. */
  | { readonly kind: 'unlinked' }
  /** It was changed after it was written. */
  | { readonly kind: 'edited' }
  | { readonly kind: 'unlike-its-seal' }
  /** A seal that nobody with the key wrote. */
  | { readonly kind: 'forged-seal' }
  /** The chain ends before what was sealed; `end` null = it is missing altogether. `goesOnIn`: the chain after it. */
  | {
      readonly kind: 'cut';
      readonly end: number | null;
      readonly sealed: number;
      readonly goesOnIn: string | null;
    }
  /** The chain ends before the record that another chain goes on from. */
  | {
      readonly kind: 'cut-before';
      readonly end: number | null;
      readonly from: number;
      readonly goesOnIn: string;
    }
  /** It is not the record that another chain goes on from. */
  | { readonly kind: 'not-the-end'; readonly goesOnIn: string };

export function describeAuditProblem(problem: AuditProblem): string {
  switch (problem.kind) {
    case 'out-of-order':
      return `expected number ${problem.expected}: records are missing, doubled or out of order`;
    case 'unlinked':
      return 'does not follow the record before it';
    case 'edited':
      return 'was changed after it was written';
    case 'unlike-its-seal':
      return 'differs from its seal';
    case 'forged-seal':
      return 'a seal that nobody with the key wrote';
    case 'cut': {
      const { end, sealed, goesOnIn } = problem;
      const where = goesOnIn === null ? '' : `; the log goes on in ${goesOnIn}`;
      return `the chain ${endsAt(end)}, but ${sealed} was sealed: records were cut${where}`;
    }
    case 'cut-before': {
      const { end, from, goesOnIn } = problem;
      return `the chain ${endsAt(end)}, but ${goesOnIn} goes on from ${from}: records were cut`;
    }
    case 'not-the-end':
      return `is not the record that ${problem.goesOnIn} goes on from`;
  }
}

function endsAt(end: number | null): string {
  return end === null ? 'is missing altogether' : `ends at ${end}`;
}
