import { createTextReader, warningTexts } from '@portcullis/gate';
import type { Said } from './said.ts';

/** A warning of the configuration, `policy.routes[2]: …`, as data; null for one of another making. */
export function warningSaid(text: string): Said | null {
  const [, path, message = ''] = /^(\S+?): (.*)$/s.exec(text) ?? [];
  const found = path === undefined ? null : read(message);
  if (path === undefined || found === null) return null;
  return { code: 'warning', values: { path, warning: found.code, values: found.values } };
}

const read = createTextReader(warningTexts);
