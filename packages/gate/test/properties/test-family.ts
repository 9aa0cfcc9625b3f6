import { describe, expect, test } from 'vitest';
import { propertyRuns, propertyTimeoutMs } from '../support/property-runs.ts';
import type { Family } from './property.ts';

/** The short form of a family: each of its properties is a test. */
export function testFamily({ name, properties }: Family): void {
  describe(`properties of ${name}`, () => {
    for (const property of properties) {
      test(property.name, { timeout: propertyTimeoutMs }, () => {
        const runs = Math.ceil(propertyRuns / properties.length);
        expect(property.check({ runs }).violations).toEqual([]);
      });
    }
  });
}
