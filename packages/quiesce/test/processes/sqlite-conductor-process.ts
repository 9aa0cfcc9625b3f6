import { writeSync } from 'node:fs';
import Database from 'better-sqlite3';
import { createSqliteGuard } from '../../src/sqlite/index.ts';

/**
 * Closes, writes as an operator and opens; says so in the middle of the transaction that is asked for, just before its end, and waits
 * there to be killed.
 */
const [file = '', cut = ''] = process.argv.slice(2);
const database = new Database(file);
let step = '';
const guard = createSqliteGuard({
  exec(text) {
    if (text === 'commit' && step === cut) {
      writeSync(1, 'here');
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    }
    return database.exec(text);
  },
  prepare: (text) => database.prepare(text),
});
const steps = {
  close: () => guard.close({ reason: 'a repair that was cut off' }),
  admit: () => guard.admit(() => database.exec(`update orders set state = 'repaired'`)),
  open: () => guard.open(),
};
for (const [name, work] of Object.entries(steps)) {
  step = name;
  work();
}
database.close();
