import type { OdooExchange } from './odoo-exchange.ts';

/** Query, then the form over it: the first value of each name, as `get_http_params` gives them. */
export function readForm({ query, headers, body }: OdooExchange): ReadonlyMap<string, string> {
  const form = new Map<string, string>();
  const add = (pairs: Iterable<readonly [string, string]>, over: boolean): void => {
    const seen = new Set<string>();
    for (const [name, value] of pairs) {
      if (seen.has(name) || (!over && form.has(name))) continue;
      seen.add(name);
      form.set(name, value);
    }
  };
  add(query, false);
  const type = headers['content-type'] ?? '';
  if (/^application\/x-www-form-urlencoded/i.test(type))
    add(new URLSearchParams(body.toString('utf8')), true);
  const boundary = /^multipart\/form-data;.*boundary="?([^";]+)"?/i.exec(type)?.[1];
  if (boundary !== undefined) add(multipart(body.toString('utf8'), boundary), true);
  return form;
}

function multipart(text: string, boundary: string): readonly (readonly [string, string])[] {
  return text.split(`--${boundary}`).flatMap((part) => {
    const name = /name="([^"]*)"/i.exec(part)?.[1];
    const start = part.indexOf('\r\n\r\n');
    return name === undefined || start < 0
      ? []
      : [[name, part.slice(start + 4).replace(/\r\n$/, '')] as const];
  });
}
