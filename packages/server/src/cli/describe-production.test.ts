import { expect, it } from 'vitest';
import type { CommandContext } from './context.ts';
import { describeProduction } from './describe-production.ts';
import { createOutput } from './output.ts';

type Production = Parameters<typeof describeProduction>[1];

/** What is printed of an Odoo whose people were counted. */
function printed(seen: Production['seen']): string {
  let text = '';
  const output = createOutput({
    write: (more) => {
      text += more;
    },
    writeError: () => undefined,
    color: false,
  });
  const groups = seen.groups.map(({ group }) => group);
  describeProduction({ output, nowMs: Date.now } as unknown as CommandContext, {
    on: true,
    epoch: 1,
    changed: null,
    preset: 'odoo',
    rules: {
      restricted: { groups, exceptGroups: [], exceptRoles: [], anonymous: true },
      refused: [],
      calls: [],
      switches: [],
      business: [],
      removeHeaders: [],
      hidesControls: false,
      text: {},
    },
    seen,
    refused: [],
  });
  return text;
}

it.each<[string, number, number]>([
  ['seen since the server started: nobody who signed in', 0, 0],
  ['seen since the server started: 1 person, nobody in "Restricted"', 1, 0],
  ['seen since the server started: 3 people, 2 in "Restricted"', 3, 2],
])('%s', (line, people, members) => {
  expect(printed({ people, groups: [{ group: 'Restricted', people: members }] })).toContain(`  ${line}\n`);
});

it('says nothing of people where no group is named', () => {
  expect(printed({ people: 3, groups: [] })).not.toContain('seen');
});
