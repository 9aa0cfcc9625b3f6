import { describe, expect, it } from 'vitest';
import { errorLine } from './error-line.ts';

describe('the line of an error', () => {
  it.each([
    [
      "ValueError: invalid literal for int() with base 10: 'a'",
      "ValueError: invalid literal for int() with base 10: 'a'",
    ],
    ['\n  division by zero\nTraceback (most recent call last):', 'division by zero'],
    ['one\r\ntwo', 'one'],
    ['one\u2028two', 'one'],
    ['', ''],
    [
      'psycopg2.errors.CheckViolation: violates "account_move_line_check_credit_debit_2"',
      'psycopg2.errors.CheckViolation: violates "account_move_line_check_credit_debit_2"',
    ],
    ['password authentication failed for user "app"', 'password authentication failed for user "app"'],
    ['TokenError: expired', 'TokenError: expired'],
    ['/usr/lib/python3/dist-packages/odoo/models.py', '/usr/lib/python3/dist-packages/odoo/models.py'],
  ])('of %j is %j', (message, line) => expect(errorLine(message)).toBe(line));

  it.each([
    ["connect failed: password='hunter2' host=db", 'connect failed: password=…'],
    ['{"api_key": "hunter2", "a": 1}', '{"api_key":…'],
    ['Key (token)=(hunter2) already exists', 'Key (token)=…'],
    ['AWS_SECRET_ACCESS_KEY=hunter2', 'AWS_SECRET_ACCESS_KEY=…'],
    ['bad header Authorization: Basic hunter2', 'bad header Authorization:…'],
    ['refused Bearer hunter2', 'refused Bearer …'],
    ['no route to postgres://app:hunter2@db/shop', 'no route to postgres://…@db/shop'],
    ['order 9f86d081884c7d659a2feaa0c55ad015 is gone', 'order 9f86d081… is gone'],
    ['order 123e4567-e89b-12d3-a456-426614174000', 'order 123e4567…'],
    ['eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.x', 'eyJhbGci….eyJzdWIi….x'],
    ['link mJ4-x_Zq7Rk2Lw9Tn5Vb8Yc3Dd6Ff1G', 'link mJ4-x_Zq…'],
  ])('of %j hides what may be a secret', (message, line) => expect(errorLine(message)).toBe(line));

  it('is short, however long the message is, and takes no time to find', () => {
    const line = errorLine(`é${'x '.repeat(5_000_000)}`);
    expect(line.length).toBe(200);
    for (const word of ['token', 'secret_', "'", ' ', '://', 'bearer ']) {
      expect(errorLine(word.repeat(100_000)).length).toBeLessThanOrEqual(200);
    }
  });
});
