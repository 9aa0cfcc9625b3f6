// What a gate adds to one request of one host: `measure-process.ts HOST MODE ROUNDS`. Alone in its process, so that no
// other host or mode has a part in how the code is compiled.
import { traffic } from '../decide/requests.ts';
import { openExchanges } from './exchanges.ts';
import { type Before, type Handler, hosts } from './hosts.ts';
import { gateModes, startGate } from './start-gate.ts';

const turnMs = 20;
const turnsPerRound = 3;

const [host = '', mode = '', rounds = ''] = process.argv.slice(2);
const startApp = hosts[host];
const gateMode = gateModes.find((one) => one === mode);
const [page] = traffic;
if (startApp === undefined || gateMode === undefined || page === undefined) {
  throw new Error(
    `expected a host of ${Object.keys(hosts).join(', ')} and a mode of ${gateModes.join(', ')}`,
  );
}
/** So few at a time that nothing of a request is old when it ends, as on a server that is not overloaded. */
const batches = Array.from({ length: 32 }, (_, index) => page.requests.slice(index * 16, index * 16 + 16));

interface Contestant {
  readonly handler: Handler;
  /** Processor time of a request, by round. */
  readonly microseconds: number[];
}

const gate = await startGate(gateMode);
const without = await contestant('nothing');
const empty = await contestant('empty');
const gated = await contestant(gate);
const contestants = [without, empty, gated];
const exchanges = await openExchanges();

// The first rounds only warm up.
for (let round = -6; round < Number(rounds); round += 1) await runRound(round);
process.send?.({
  without: without.microseconds,
  empty: empty.microseconds,
  gated: gated.microseconds,
});
exchanges.close();
await gate.close();
process.disconnect?.();

async function contestant(before: Before): Promise<Contestant> {
  if (startApp === undefined) throw new Error('there is no such host');
  return { handler: await startApp(before), microseconds: [] };
}

/** All in turn, several times, each time another one first: whatever else the machine does falls on all alike. */
async function runRound(round: number): Promise<void> {
  const spent = contestants.map(() => ({ microseconds: 0, count: 0 }));
  for (let turn = 0; turn < turnsPerRound; turn += 1) {
    for (let place = 0; place < contestants.length; place += 1) {
      const index = (place + turn + round + contestants.length * 8) % contestants.length;
      const one = contestants[index];
      const sum = spent[index];
      if (one === undefined || sum === undefined) continue;
      const endMs = performance.now() + turnMs;
      const before = process.cpuUsage();
      while (performance.now() < endMs) {
        for (const requests of batches) {
          await exchanges.run(one.handler, requests);
          sum.count += requests.length;
        }
      }
      const { user, system } = process.cpuUsage(before);
      sum.microseconds += user + system;
    }
  }
  if (round < 0) return;
  for (const [index, { microseconds, count }] of spent.entries()) {
    contestants[index]?.microseconds.push(microseconds / count);
  }
}
