import { expect, test } from 'vitest';
import { ddlFunctions } from './ddl-functions.ts';
import { guardFunctions } from './guard-functions.ts';

// A session with `standard_conforming_strings` off reads `\\m` as `m`.
test.each([...guardFunctions, ...ddlFunctions])(
  '$signature has no text that a session can read in two ways',
  ({ body }) => {
    expect(body).not.toContain('\\');
  },
);
