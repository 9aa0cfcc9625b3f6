/** What a page or a document of an application tells of a write that a guard refused. */
export interface ToldRefusal {
  /** As `public.session`; null = it does not say. */
  readonly table: string | null;
}

const mark = /portcullis: [A-Z ]{1,40} refused/;

/** Applications that show their errors show the guard's as well, with the members of the driver's error; null = this one does not. */
export function readRefusal(text: string): ToldRefusal | null {
  if (!mark.test(text)) return null;
  const table = memberIn(text, 'table') ?? memberIn(text, 'table_name');
  const schema = memberIn(text, 'schema') ?? memberIn(text, 'schema_name');
  if (table === null) return { table: null };
  return { table: schema === null ? table : `${schema}.${table}` };
}

/** As JSON or `util.inspect` write it, also inside of HTML. */
function memberIn(text: string, name: string): string | null {
  const quote = `(?:"|'|&quot;|&#34;|&#39;|&#x27;)`;
  const pattern = new RegExp(`${quote}?\\b${name}${quote}?\\s*:\\s*${quote}([\\w$]{1,63})${quote}`);
  return pattern.exec(text)?.[1] ?? null;
}
