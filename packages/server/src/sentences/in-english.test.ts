import { expect, it } from 'vitest';
import { englishWords, inEnglish } from './in-english.ts';
import { saidSchema } from './said.ts';

it('names no option of the command line: consoles and programs read it, too', () => {
  const naming = Object.entries(englishWords).filter(([, say]) => /--[a-z]/i.test(String(say)));
  expect(naming.map(([code]) => code)).toEqual([]);
});

it('has words for each code of the contract, and for no other', () => {
  const codes = saidSchema.options.map(({ shape }) => [...shape.code.values].join());
  expect(Object.keys(englishWords).sort()).toEqual(codes.sort());
});

it('says what somebody lacks with everything that the policy knows', () => {
  const values = { hosts: ['admin.shop.example'], networks: ['office', 'vpn'], other: 'pass' } as const;
  expect(inEnglish({ code: 'lacks-path', values })).toBe(
    'a trusted path: admin.shop.example, a trusted network (office or vpn), or a write pass',
  );
});
