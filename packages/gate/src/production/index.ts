export { createMasker } from './masking/create-masker.ts';
export type { MaskedError, MaskedResponse, Masker, MaskerInput, MaskWords } from './masking/masker.ts';
