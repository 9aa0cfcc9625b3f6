import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** Statements that may change something, as MariaDB's general log has them. */
const writing =
  /^\s*(?:insert|update|delete|replace|alter|create|drop|truncate|rename|load|optimize|call|set\s+global)\b/i;

/** Since `from`, a place in the file. */
export function readWritingStatements(file: string, from: number): readonly string[] {
  return readEntries(readFrom(file, from)).filter((statement) => writing.test(statement));
}

export function sizeOf(file: string): number {
  return withFile(file, (descriptor) => fstatSync(descriptor).size);
}

/** An entry begins like `261122  5:32:07	     3 Query	`, the time only when it changed; its statement may have lines. */
function readEntries(text: string): readonly string[] {
  const statements: string[] = [];
  let isStatement = false;
  for (const line of text.split('\n')) {
    const begins = /^(?:\d{6} +\d{1,2}:\d\d:\d\d)?\t+ *\d+ ([A-Z][a-z]+(?: [A-Za-z]+)?)(?:\t(.*))?$/.exec(
      line,
    );
    if (begins !== null) {
      isStatement = begins[1] === 'Query' || begins[1] === 'Execute';
      if (isStatement) statements.push(begins[2] ?? '');
    } else if (isStatement) {
      statements.push(`${statements.pop() ?? ''}\n${line}`);
    }
  }
  return statements.map((statement) => statement.trim());
}

function readFrom(file: string, from: number): string {
  return withFile(file, (descriptor) => {
    const bytes = Buffer.alloc(Math.max(0, fstatSync(descriptor).size - from));
    readSync(descriptor, bytes, 0, bytes.length, from);
    return bytes.toString('utf8');
  });
}

function withFile<Result>(file: string, use: (descriptor: number) => Result): Result {
  const descriptor = openSync(file, 'r');
  try {
    return use(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
