/** Of PostgreSQL's own catalogue. */
const oids = { int8: 20, int4: 23, bytea: 17 } as const;

/**
 * Reads values as this driver stores them, whatever the application that handed its pool in has taught `pg` to do with them. A
 * number that is not exact any more is left as it is: whoever checks the row refuses it.
 */
export const typeParsers = {
  getTypeParser(oid: number): (value: string) => unknown {
    switch (oid) {
      case oids.int8:
      case oids.int4:
        return readWhole;
      case oids.bytea:
        return readBytes;
      default:
        return readText;
    }
  },
};

function readWhole(value: string): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** As PostgreSQL writes bytes since 9.0: `\x00ff`. */
function readBytes(value: string): Uint8Array | string {
  return value.startsWith('\\x') ? Buffer.from(value.slice(2), 'hex') : value;
}

/**
 * PostgreSQL takes every character but U+0000, which callers may have: it is written with U+0001 before it, and so is that one
 * itself. Texts keep their order by that.
 */
export function storedText(value: unknown): unknown {
  return typeof value === 'string' && escaped.test(value)
    ? value.replace(everyEscaped, (character) => (character === nul ? '\u00010' : '\u00011'))
    : value;
}

function readText(value: string): string {
  return value.includes(mark)
    ? value.replace(/\u0001([01])/g, (_, which) => (which === '0' ? nul : mark))
    : value;
}

const nul = '\u0000';
const mark = '\u0001';
const escaped = new RegExp(`[${nul}${mark}]`);
const everyEscaped = new RegExp(escaped, 'g');
