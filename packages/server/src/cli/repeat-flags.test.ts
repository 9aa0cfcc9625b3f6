import { expect, test } from 'vitest';
import { createFlagRepeater } from './repeat-flags.ts';

const text = 'Look again with: portcullis status --remove x, or `portcullis off`. See portcullis init.';

test.each([
  [['status'], text],
  [
    ['status', '--site', 'shop', '-c', 'a b.json', '--json'],
    "Look again with: portcullis status --site shop --config 'a b.json' --remove x, or `portcullis off --site shop --config 'a b.json'`. See portcullis init.",
  ],
  [
    ['off', '--state-directory=/var/lib/it'],
    'Look again with: portcullis status --state-directory /var/lib/it --remove x, or `portcullis off --state-directory /var/lib/it`. See portcullis init.',
  ],
  // What somebody says is no option.
  [['on', '--', '--site', 'shop'], text],
])('%j', (commandLine, expected) => {
  expect(createFlagRepeater(commandLine)(text)).toBe(expected);
});

test('goes behind the whole command', () => {
  const repeat = createFlagRepeater(['status', '--site', 'shop']);
  expect(
    repeat(
      'portcullis pass create mia, portcullis key list, portcullis operator reset mia, portcullis break-glass end, portcullis stillness cut, portcullis workers, portcullis pass, portcullis online',
    ),
  ).toBe(
    'portcullis pass create --site shop mia, portcullis key list --site shop, portcullis operator reset --site shop mia, portcullis break-glass --site shop end, portcullis stillness --site shop cut, portcullis workers --site shop, portcullis pass, portcullis online',
  );
});
