export { fromBase64Url, toBase64Url, toHex } from './base64url.ts';
export {
  type CallbackSourceOptions,
  createCallbackSource,
  type IdentityCallback,
} from './callback-source.ts';
export { cookieLineWithoutOwn, cookieNames, cookieValues } from './cookies.ts';
export { deriveKey, deriveKeyBytes, importSigningKey, type KeyPurpose } from './derive-key.ts';
export { firstRecognised, type RecognisedBy } from './first-recognised.ts';
export { createHeaderSource, type HeaderSourceOptions } from './header-source.ts';
export { createOdooSource, type OdooSourceOptions } from './odoo/odoo-source.ts';
export { openPassCookie, sealPassCookie } from './pass-cookie.ts';
export { createPassToken, fingerprint, hashPassToken } from './pass-token.ts';
export { createProbeSource, type ProbeSourceOptions } from './probe/probe-source.ts';
export { createWordPressSource, type WordPressSourceOptions } from './wordpress/wordpress-source.ts';
export { openWorkerToken, sealWorkerToken } from './worker-token.ts';
