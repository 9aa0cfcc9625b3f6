export type { GuardProblem } from './guard-problem.ts';
export * from './postgres/index.ts';
export * from './refusal/index.ts';
export * from './sqlite/index.ts';
