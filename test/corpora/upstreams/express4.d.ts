/** Express 4 under its own name; what is used of it is the same as in 5. */
declare module 'express4' {
  export { default } from 'express';
}
