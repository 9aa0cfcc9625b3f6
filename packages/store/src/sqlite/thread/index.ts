import { parentPort } from 'node:worker_threads';
import { PortcullisError } from '@portcullis/gate';
import { carryOutOrders } from './carry-out-orders.ts';

// What `createSqliteStore` starts. Nobody else has anything to say to it.
if (parentPort === null) {
  throw new PortcullisError(
    'PORTCULLIS_CONFIG_INVALID',
    '@portcullis/store/sqlite/thread is a thread that createSqliteStore of @portcullis/store/sqlite starts; import that instead',
  );
}
carryOutOrders(parentPort);
