export { type GuardRefusal, guardRefusalOf } from './guard-refusal.ts';
