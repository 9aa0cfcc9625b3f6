import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGate, type Gate, type ServerStore, silentLogger } from '@portcullis/gate';
import { createSqliteStore } from '@portcullis/store/sqlite';
import { onTestFinished } from 'vitest';
import { createOperatorsRoom, type OperatorsRoom } from '../../src/operators/operators-room.ts';
import { createPasswordHasher, type HashWork } from '../../src/operators/password-hasher.ts';

export interface OperatorsFixture {
  readonly gate: Gate;
  readonly store: ServerStore;
  readonly room: OperatorsRoom;
  /** Every password that was hashed or compared, in order. */
  readonly work: string[];
  /** Moves the time of sessions, codes and delays; the store's follows. */
  advance(ms: number): void;
}

/** Quick, and good for counting; a password is compared with what is in its hash. */
function countedWork(work: string[]): HashWork {
  return {
    async hash(password) {
      work.push(`hash ${password}`);
      return `$argon2id$v=19$m=19456,t=2,p=1$${Buffer.from('salt-of-16-bytes').toString('base64').replaceAll('=', '')}$${Buffer.from(password).toString('base64').replaceAll('=', '')}`;
    },
    async verify(stored, password) {
      work.push(`verify ${password}`);
      return stored.endsWith(`$${Buffer.from(password).toString('base64').replaceAll('=', '')}`);
    },
  };
}

/** Operators on a real store, with a clock of its own and hashes that cost nothing; closed with the test. */
export async function openOperators(): Promise<OperatorsFixture> {
  const directory = mkdtempSync(join(tmpdir(), 'portcullis-operators-'));
  let moved = 0;
  const now = () => Date.now() + moved;
  const store = createSqliteStore({ file: join(directory, 'store.sqlite'), clock: { wallMs: now } });
  const secrets = [new Uint8Array(32).fill(7)] as const;
  const gate = await createGate({
    site: 'shop',
    policy: { trusted: { proxies: ['127.0.0.1/32'] } },
    store,
    host: null,
    secrets,
    identity: [],
    instance: { id: 'test-1', version: '0', host: 'test', processId: 1 },
    logger: silentLogger,
  });
  const work: string[] = [];
  const room = await createOperatorsRoom({
    site: 'shop',
    store,
    audit: gate.audit,
    logger: silentLogger,
    now,
    secrets,
    provider: null,
    providerSecret: null,
    redirectUri: () => '',
    passwords: createPasswordHasher({ work: countedWork(work) }),
  });
  onTestFinished(async () => {
    room.close();
    await gate.close();
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  });
  return {
    gate,
    store,
    room,
    work,
    advance: (ms) => {
      moved += ms;
    },
  };
}
