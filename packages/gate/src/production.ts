export type { Errors } from './model/production.ts';
export {
  createMasker,
  type MaskedError,
  type MaskedResponse,
  type Masker,
  type MaskerInput,
  type MaskWords,
} from './production/index.ts';
