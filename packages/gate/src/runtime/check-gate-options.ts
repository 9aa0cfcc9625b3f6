import { PortcullisError } from '../model/error.ts';
import { nearestWord } from '../model/nearest-word.ts';
import type { CreateGateOptions } from './gate-options.ts';

/** Every option there is: the compiler sees to it that none is missing. */
const known: Readonly<Record<keyof CreateGateOptions, true>> = {
  site: true,
  policy: true,
  store: true,
  host: true,
  settings: true,
  held: true,
  secrets: true,
  identity: true,
  instance: true,
  clock: true,
  logger: true,
  environmentMode: true,
  pollIntervalMs: true,
  leaseMs: true,
  breakGlassIntervalMs: true,
  storeTimeoutMs: true,
  flushIntervalMs: true,
  sealIntervalMs: true,
  readGraphql: true,
  bodyLimitBytes: true,
  dialects: true,
  incidents: true,
};

/** Applications are written without types, too. Throws PORTCULLIS_CONFIG_INVALID with everything that is wrong. */
export function checkGateOptions(options: unknown): void {
  const given = typeof options === 'object' && options !== null ? options : {};
  const problems = [...unknownKeys(given), ...wrongValues(given)];
  if (problems.length === 0) return;
  throw new PortcullisError(
    'PORTCULLIS_CONFIG_INVALID',
    `createGate cannot start:\n${problems.map((problem) => `  ${problem}`).join('\n')}`,
  );
}

function unknownKeys(given: object): string[] {
  return Object.keys(given)
    .filter((key) => !(key in known))
    .map((key) => {
      const meant = nearestWord(key, Object.keys(known));
      return `${key}: unknown option${meant === null ? '' : `; did you mean ${meant}?`}`;
    });
}

function wrongValues(given: Partial<Record<keyof CreateGateOptions, unknown>>): string[] {
  const { site, store, secrets, instance } = given;
  const problems: string[] = [];
  if (site !== undefined && !(typeof site === 'string' && /^[a-z0-9-]{1,63}$/.test(site))) {
    problems.push('site: expected 1 to 63 lower-case letters, digits or dashes, as the server calls it');
  }
  if (store === undefined || (store !== null && !hasMethods(store, ['switch', 'audit']))) {
    problems.push(
      'store: expected a store such as createSqliteStore({ file }) of @portcullis/store/sqlite, or null to follow the last state on disk alone',
    );
  }
  if (!Array.isArray(secrets) || !secrets.every((secret) => secret instanceof Uint8Array)) {
    problems.push(
      'secrets: expected a list of 32-byte secrets, the active one first; loadSecret({ directory }) of @portcullis/store/host reads them',
    );
  }
  if (!isInstance(instance)) {
    problems.push(
      "instance: expected { id, version, host, processId } of this process, such as { id: 'web-1', version: '1', host: hostname(), processId: process.pid }",
    );
  }
  return problems;
}

function hasMethods(value: unknown, names: readonly string[]): boolean {
  return typeof value === 'object' && value !== null && names.every((name) => name in value);
}

function isInstance(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { id, version, host, processId } = value as Record<string, unknown>;
  return (
    [id, version, host].every((text) => typeof text === 'string' && text !== '') &&
    typeof processId === 'number'
  );
}
