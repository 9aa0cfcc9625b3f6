import type { PortcullisError } from '@portcullis/gate';
import Table from 'cli-table3';

/** Where commands write: text for people, or one JSON document for programs. */
export interface Output {
  line(text?: string): void;
  /** To standard error: what went wrong, and progress that is no result. */
  note(text: string): void;
  json(value: unknown): void;
  table(head: readonly string[], rows: readonly (readonly string[])[]): void;
  /** Emphasis that is left out where colours are not wanted. */
  readonly paint: Readonly<Record<'bold' | 'red' | 'green' | 'yellow' | 'dim', (text: string) => string>>;
}

export interface OutputOptions {
  readonly write: (text: string) => void;
  readonly writeError: (text: string) => void;
  readonly color: boolean;
  /** What becomes of every text for people. @default as it is */
  readonly complete?: (text: string) => string;
}

export function createOutput(options: OutputOptions): Output {
  const { write, writeError, color, complete = (text) => text } = options;
  const paint = (open: number, close: number) => (text: string) =>
    color ? `\u001b[${open}m${text}\u001b[${close}m` : text;
  return {
    line: (text = '') => write(`${complete(text)}\n`),
    note: (text) => writeError(`${complete(text)}\n`),
    json: (value) => write(`${JSON.stringify(value, null, 2)}\n`),
    table(head, rows) {
      const table = new Table({ head: [...head], style: { head: [], border: [], compact: true } });
      for (const row of rows) table.push(row.map((cell) => folded(printable(cell))));
      write(`${table.toString()}\n`);
    },
    paint: {
      bold: paint(1, 22),
      red: paint(31, 39),
      green: paint(32, 39),
      yellow: paint(33, 39),
      dim: paint(2, 22),
    },
  };
}

/** Of names that others gave: a line break in one must not look like another line of ours. */
export function printableLine(text: string): string {
  return printable(text).replace(/[^\S ]+/g, ' ');
}

/** A cell in lines of at most so many signs, between words alone: names are to be copied. */
function folded(text: string): string {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + word.length < longestCell)
      lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines.join('\n');
}

const longestCell = 64;

/** The member `error` of a JSON document, for programs. */
export function errorDocument({ code, message }: PortcullisError): {
  error: { code: string; message: string };
} {
  return { error: { code, message } };
}

/**
 * Control characters of stored text must not reach a terminal as commands, nor as letters in another order than they
 * are stored in (Unicode TR 36, 3.9: bidirectional controls), nor unseen (marks, tags, line separators).
 */
export function printable(text: string): string {
  return text.replace(
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu,
    '\ufffd',
  );
}
