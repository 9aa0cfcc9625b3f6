/** Options that say which gate is meant: a command that is copied from a hint must mean the same one. */
const flags = new Map([
  ['--site', '--site'],
  ['--state-directory', '--state-directory'],
  ['--config', '--config'],
  ['-c', '--config'],
]);

/** Commands as they stand in messages; `init` makes its own choices. */
const hint =
  /\bportcullis (?:on|off|status|stillness|workers|up|explain|break-glass|pass (?:create|list|revoke)|key (?:create|list|revoke)|operator (?:enrol|list|invite|reset|disable|remove)|audit (?:list|verify))(?![\w-])/g;

/** Puts the options of this command line into the commands that a text advises. */
export function createFlagRepeater(commandLine: readonly string[]): (text: string) => string {
  const repeated = flagsOf(commandLine);
  return repeated === '' ? (text) => text : (text) => text.replace(hint, (command) => command + repeated);
}

function flagsOf(commandLine: readonly string[]): string {
  const found = new Map<string, string>();
  for (const [index, word] of commandLine.entries()) {
    if (word === '--') break;
    const [name = '', ...rest] = word.split('=');
    const flag = flags.get(name);
    if (flag === undefined) continue;
    const value = rest.length > 0 ? rest.join('=') : commandLine[index + 1];
    if (value !== undefined) found.set(flag, value);
  }
  return [...found].map(([flag, value]) => ` ${flag} ${quoted(value)}`).join('');
}

function quoted(value: string): string {
  return /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
}
