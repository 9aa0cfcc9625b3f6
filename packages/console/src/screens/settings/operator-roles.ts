import type { OperatorRole } from '../../api/schema.ts';

/** From the least to the most. */
export const operatorRoles = ['viewer', 'support', 'operator', 'owner'] as const satisfies OperatorRole[];
