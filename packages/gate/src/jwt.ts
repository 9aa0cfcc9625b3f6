/** `@portcullis/gate/jwt`: the one part that needs `jose`, which the caller hands in. */
export type { JoseLike } from './identity/jwt-keys.ts';
export { createJwtSource, type JwtSourceOptions } from './identity/jwt-source.ts';
