import { createGate } from '@portcullis/gate';
import { createPostgresStore } from '@portcullis/store/postgres';
import { createRedisStore } from '@portcullis/store/redis';

/** An application's process with several gates, each with a store of its own, as on so many hosts. Says `ready`, and ends with its input. */
const [kind = '', place = '', number = '', secret = ''] = process.argv.slice(2);
for (let index = 0; index < Number(number); index += 1) {
  const store = kind === 'redis' ? createRedisStore({ place }) : createPostgresStore({ database: place });
  const gate = await createGate({
    store,
    policy: {},
    secrets: [Buffer.from(secret, 'base64url')],
    instance: {
      id: `gate-${process.pid}-${index}`,
      host: 'benchmark',
      version: '0.0.0',
      processId: process.pid,
    },
  });
  process.once('beforeExit', () => gate.close());
}
process.stdout.write('ready\n');
process.stdin.on('end', () => process.exit(0)).resume();
