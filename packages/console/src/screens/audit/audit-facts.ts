import type { AuditRecord } from '../../api/schema.ts';

/** What a record says, read out of its JSON text: anybody may have written any of it. */
export interface AuditFacts {
  readonly text: (...path: readonly string[]) => string | null;
  readonly number: (...path: readonly string[]) => number | null;
  readonly flag: (...path: readonly string[]) => boolean | null;
  readonly texts: (...path: readonly string[]) => readonly string[];
  /** Members of an object, in their order. */
  readonly entries: (...path: readonly string[]) => readonly (readonly [name: string, value: unknown])[];
}

/** Longer is in the raw record. */
const longestText = 300;

export function auditFacts({ data }: Pick<AuditRecord, 'data'>): AuditFacts {
  const whole = parsed(data);
  const at = (path: readonly string[]): unknown => path.reduce<unknown>(member, whole);
  return {
    text(...path) {
      const value = at(path);
      return typeof value === 'string' && value !== '' ? cut(value) : null;
    },
    number(...path) {
      const value = at(path);
      return typeof value === 'number' && Number.isFinite(value) ? value : null;
    },
    flag(...path) {
      const value = at(path);
      return typeof value === 'boolean' ? value : null;
    },
    texts(...path) {
      const value = at(path);
      return Array.isArray(value) ? value.filter((each) => typeof each === 'string').map(cut) : [];
    },
    entries(...path) {
      const value = at(path);
      return isObject(value) ? Object.entries(value) : [];
    },
  };
}

function member(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function cut(text: string): string {
  return text.length > longestText ? `${text.slice(0, longestText)}…` : text;
}

function parsed(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return null;
  }
}
