export { createHttpStore, type HttpStore, type HttpStoreOptions } from './create-http-store.ts';
