// Express 4 under its alias has no types of its own: those of Express 5 fit what is used here.
declare module 'express4' {
  export { default } from 'express';
}
