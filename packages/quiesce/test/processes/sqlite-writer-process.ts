import Database from 'better-sqlite3';

/** Writes to a file until it is told to stop, in the way that is asked for; says how often it wrote and was refused. */
const [file = '', kind = '', first = '0'] = process.argv.slice(2);
const database = new Database(file);
database.pragma('busy_timeout = 2000');
let key = Number(first);
let written = 0;
let refused = 0;
let isEnding = false;
process.on('message', () => {
  isEnding = true;
});

const pause = () => new Promise((resolve) => setTimeout(resolve, Math.random() * 15));

async function write(): Promise<void> {
  key += 1;
  if (kind === 'one statement') {
    database.exec(`insert into torture values (${key}, '${kind}', ${key})`);
    return;
  }
  // A snapshot from before, and a first write after it.
  database.exec(kind === 'late write' ? 'begin; select count(*) from torture' : 'begin immediate');
  if (kind === 'late write') await pause();
  database.exec(`insert into torture values (${key}, '${kind}', null)`);
  await pause();
  database.exec(`update torture set twin = key where key = ${key}; commit`);
}

process.send?.('ready');
while (!isEnding) {
  try {
    await write();
    written += 1;
  } catch (error) {
    if (database.inTransaction) database.exec('rollback');
    const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : null;
    if (code === 'SQLITE_CONSTRAINT_TRIGGER') refused += 1;
    else if (code !== 'SQLITE_BUSY' && code !== 'SQLITE_BUSY_SNAPSHOT') throw error;
  }
  await pause();
}
database.close();
process.send?.({ written, refused });
process.disconnect();
