import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDecisionReader, type DecisionClaims, type DecisionReader } from '@portcullis/gate';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { sendRequest } from '../../../../test/support/send-request.ts';
import { runCommand, startGateProcess } from '../support/command-line.ts';

/** An application that is started like any other: with the key from the file that `portcullis up` wrote. */

type RequestWithHeaders = Parameters<DecisionReader['read']>[0];

let stateDirectory: string;
let stop: (() => Promise<unknown>)[];
beforeEach(() => {
  stateDirectory = mkdtempSync(join(tmpdir(), 'portcullis-key-'));
  stop = [];
});
afterEach(async () => {
  for (const one of stop.reverse()) await one();
  rmSync(stateDirectory, { recursive: true, force: true });
});

async function startApplication(): Promise<{ url: string; arrived: RequestWithHeaders[] }> {
  const arrived: RequestWithHeaders[] = [];
  const server = createServer((incoming, response) => {
    arrived.push(incoming);
    response.end('ok');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stop.push(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, arrived };
}

const file = () => join(stateDirectory, 'decision-key');

it('an application verifies the header of a real gate with the file that `up` wrote', async () => {
  const application = await startApplication();
  const gate = await startGateProcess(['--upstream', application.url], { stateDirectory });
  stop.push(gate.stop);
  const { exitCode } = await runCommand(['on', 'read-only', '--reason', 'drill', '--force'], {
    stateDirectory,
  });
  expect(exitCode).toBe(0);
  const port = Number(new URL(gate.url).port);
  await sendRequest({ port, target: '/', headers: { Host: 'localhost', 'Portcullis-Decision': 'made-up' } });

  const key = readFileSync(file(), 'utf8');
  expect(key).toMatch(/^[\w-]{43}\n$/);
  expect(statSync(file()).mode & 0o777).toBe(0o600);
  const claimsOf = async (keys: readonly string[]): Promise<DecisionClaims | null | undefined> => {
    const [request] = application.arrived;
    return request && createDecisionReader({ keys }).read(request);
  };
  expect(await claimsOf([key])).toMatchObject({ site: 'default', mode: 'read-only', role: 'visitor' });
  expect(await claimsOf([`${'A'.repeat(42)}A`])).toBeNull();
});

it('is written whenever it differs, and left alone otherwise', async () => {
  const start = async () =>
    (await startGateProcess(['--upstream', 'http://127.0.0.1:1'], { stateDirectory })).stop();
  await start();
  const key = readFileSync(file(), 'utf8');
  const { ino } = statSync(file());
  await start();
  expect(statSync(file()).ino).toBe(ino);
  writeFileSync(file(), 'another key', { mode: 0o644 });
  await start();
  expect(readFileSync(file(), 'utf8')).toBe(key);
  expect(statSync(file()).mode & 0o777).toBe(0o600);
});

it.each([['not a key'], ['c2hvcnQ'], ['']])(
  'a reader is not made with %j, and says where the key is',
  (key) => {
    expect(() => createDecisionReader({ keys: [key] })).toThrow(
      /file `decision-key`.*`portcullis up` writes it/,
    );
  },
);
