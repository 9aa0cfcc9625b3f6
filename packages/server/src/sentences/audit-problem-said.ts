import type { AuditProblem } from '@portcullis/gate';
import type { Said } from './said.ts';

export function auditProblemSaid(problem: AuditProblem): Said {
  switch (problem.kind) {
    case 'out-of-order': {
      const { kind: _, ...values } = problem;
      return { code: 'audit-out-of-order', values };
    }
    case 'cut': {
      const { kind: _, ...values } = problem;
      return { code: 'audit-cut', values };
    }
    case 'cut-before': {
      const { kind: _, ...values } = problem;
      return { code: 'audit-cut-before', values };
    }
    case 'not-the-end': {
      const { kind: _, ...values } = problem;
      return { code: 'audit-not-the-end', values };
    }
    case 'unlinked':
    case 'edited':
    case 'unlike-its-seal':
    case 'forged-seal':
      return { code: `audit-${problem.kind}`, values: {} };
  }
}
