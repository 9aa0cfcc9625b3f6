/**
 * One line of CSV (RFC 4180), safe to be opened in a spreadsheet: what would be taken for a formula begins with an
 * apostrophe, also behind quotes and blanks, which some programs strip first. So does what would begin a cell where
 * something else than a comma separates: half of Europe opens files by semicolons, and quotes within a cell hold nothing.
 */
export function csvLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

/** `=1+1`, `+1`, `-1`, `@sum`, the same in full width, and what begins with a tab or a line break. */
const formula = /^(?:["'\s]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n])/;

/** Where another cell or line begins for who separates by semicolons, tabs or bars, with a formula in it. */
const formulaWithin = /([;|\t\r\n]["'\s]*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])/g;

function csvCell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const within = value.replace(formulaWithin, "$1'");
  const safe = formula.test(value) ? `'${within}` : within;
  return `"${safe.replaceAll('"', '""')}"`;
}
