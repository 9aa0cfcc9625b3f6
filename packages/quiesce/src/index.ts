export * from './postgres/index.ts';
export * from './refusal/index.ts';
