import promises from 'node:fs/promises';
import { createRequire, syncBuiltinESMExports } from 'node:module';

// Loaded before the program: after SIGUSR2 the process kills itself before its Nth operation on store or disk.
const killAt = Number(process.env.PROOF_KILL_AT_STEP);
let armed = false;
let steps = 0;

function step(): void {
  if (!armed) return;
  steps += 1;
  if (steps === killAt) process.kill(process.pid, 'SIGKILL');
}

/** The method does as before, after a step. */
function interpose(target: object, name: string): void {
  const original: unknown = Reflect.get(target, name);
  if (typeof original !== 'function') throw new Error(`there is no ${name} to step on`);
  Reflect.set(target, name, function stepping(this: unknown, ...values: unknown[]): unknown {
    step();
    return Reflect.apply(original, this, values);
  });
}

// The driver is the store's own.
const Database = createRequire(import.meta.resolve('@portcullis/store'))('better-sqlite3') as {
  new (file: string): { prepare(sql: string): object; close(): void };
  readonly prototype: object;
};
const example = new Database(':memory:');
interpose(Object.getPrototypeOf(example.prepare('select 1')), 'run');
example.close();
interpose(Database.prototype, 'exec');

for (const name of ['open', 'rename', 'unlink']) interpose(promises, name);
syncBuiltinESMExports();
const handle = await promises.open(import.meta.filename);
for (const name of ['sync', 'writeFile', 'appendFile']) interpose(Object.getPrototypeOf(handle), name);
await handle.close();

process.on('SIGUSR2', () => {
  armed = true;
  process.stderr.write('armed\n');
});
