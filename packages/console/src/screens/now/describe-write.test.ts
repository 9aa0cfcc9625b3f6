import { expect, it } from 'vitest';
import type { SeenWrite } from '../../api/schema.ts';
import { watchTexts as english } from '../../texts/english/watch-texts.ts';
import { watchTexts as german } from '../../texts/german/watch-texts.ts';
import { describeWrite } from './describe-write.ts';

const writer = (role: string | null, application: string, pid: number | null = null) => ({
  ...{ role, application, pid },
  statement: null,
});
const write = (changes: Partial<SeenWrite>): SeenWrite => ({
  ...{ table: 'public.orders', kind: 'past-guard', what: 'rows', rows: 3, at: 1, by: [], line: '' },
  ...changes,
});

it.each<[Partial<SeenWrite>, string, string]>([
  [
    { by: [writer('ada', 'psql', 4711)] },
    '3 rows of public.orders by ada (psql), pid 4711',
    '3 Zeilen von public.orders durch ada (psql), PID 4711',
  ],
  [
    { rows: 1, by: [writer('shop', ''), writer(null, '')] },
    '1 row of public.orders by one of shop; somebody',
    '1 Zeile von public.orders durch einen von shop; jemand',
  ],
  [
    { rows: 2, by: [writer('shop', 'web', 1), writer('ada', ''), writer('shop', 'web', 2)] },
    '2 rows of public.orders by one of shop (web), pid 1, 2; ada',
    '2 Zeilen von public.orders durch einen von shop (web), PID 1, 2; ada',
  ],
  [
    { what: 'replaced' },
    'the file of public.orders was replaced by somebody whose session was gone again',
    'die Datei von public.orders wurde ersetzt durch jemanden, dessen Sitzung schon weg war',
  ],
  [
    { what: 'gone', by: ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => writer(name, '')) },
    'the table public.orders is gone by one of a; b; c; d; e; 2 more',
    'die Tabelle public.orders ist weg durch einen von a; b; c; d; e; 2 weitere',
  ],
])('%# says what was written, and by whom', (changes, inEnglish, inGerman) => {
  expect(describeWrite(write(changes), english)).toBe(inEnglish);
  expect(describeWrite(write(changes), german)).toBe(inGerman);
});
