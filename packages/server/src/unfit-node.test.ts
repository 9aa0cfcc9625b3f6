import { describe, expect, it } from 'vitest';
import { unfitNode } from './unfit-node.ts';

describe('unfitNode', () => {
  it.each(['22.19.0', '22.21.3', '23.0.0', '24.21.0', '100.0.0', process.versions.node])(
    '%s runs it',
    (version) => expect(unfitNode(version)).toBeNull(),
  );

  it.each(['22.18.0', '22.9.0', '20.20.2', '18.0.0', '14.13.1'])('%s is told what to do', (version) => {
    const [first, ...rest] = unfitNode(version)?.split('\n') ?? [];
    expect(first).toBe(`Portcullis needs Node 22.19 or newer; this is ${version}.`);
    expect(rest.join('\n')).toContain('Put a newer Node first on PATH');
  });
});
