import { afterAll } from 'vitest';

// @hono/node-server puts objects of its own in the place of these, and files share a process.
const names = ['Request', 'Response'] as const;
const before = new Map(names.map((name) => [name, globalThis[name]]));

afterAll(() => {
  for (const [name, value] of before) {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
});
