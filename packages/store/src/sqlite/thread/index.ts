import { parentPort, workerData } from 'node:worker_threads';
import { carryOutOrders } from './carry-out-orders.ts';
import { storeThread } from './messages.ts';

// What `createSqliteStore` starts. Imported anywhere else it does nothing.
if (parentPort !== null && workerData === storeThread) carryOutOrders(parentPort);
