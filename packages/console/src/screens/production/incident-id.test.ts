import { expect, it } from 'vitest';
import { incidentId } from './incident-id.ts';

it.each([
  ['K7Q2-9FMX', 'K7Q2-9FMX'],
  [' k7q2 9fmx ', 'K7Q2-9FMX'],
  ['k 7 q 2 – 9 f m x', 'K7Q2-9FMX'],
  ['k7q29fmx', 'K7Q2-9FMX'],
  ['../K7Q2/9FMX?a', 'K7Q2-9FMXA'],
  ['K7', 'K7'],
  [' – ', null],
])('%j is %j', (heard, id) => {
  expect(incidentId(heard)).toBe(id);
});
