/** Orders texts by code point, as SQLite's BINARY and PostgreSQL's "C" do; `<` would order by UTF-16 unit. */
export function compareText(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
