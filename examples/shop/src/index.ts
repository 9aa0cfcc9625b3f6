export { bookkeepingTables } from './database/bookkeeping-tables.ts';
export { installGuard } from './database/install-guard.ts';
export { isLiveProcess, type NotedProcess, startOfProcess } from './database/live-process.ts';
export { type Database, openDatabase, type Queryable } from './database/open-database.ts';
export { shopClients } from './database/shop-clients.ts';
export { type RunningDatabase, type StartDatabaseOptions, startDatabase } from './database/start-database.ts';
export { readWriteRecord, type WriteKind, type WriteRecord } from './database/write-record.ts';
export { ACCEPTED_CARD } from './domain/card-payment.ts';
export { readSettings } from './domain/settings.ts';
export type { JobContext, JobQueue } from './jobs/job-queue.ts';
export { type JobQueues, jobQueues } from './jobs/job-queues.ts';
export { quietRefusals } from './jobs/quiet-refusals.ts';
export { programs } from './programs.ts';
export { type KeptWebhookSecrets, keepWebhookSecrets } from './provider-simulator/keep-webhook-secrets.ts';
export {
  type ProviderSimulator,
  type StartProviderSimulatorOptions,
  startProviderSimulator,
} from './provider-simulator/start-provider-simulator.ts';
export { DEMO_API_TOKENS, DEMO_LOGINS, type DemoLogin, VISITOR_LOGINS } from './seed/demo-logins.ts';
export { type SeedOptions, seed } from './seed/seed.ts';
export { type RunningShop, type StartShopOptions, startShop } from './start-shop.ts';
export { type RunningShopWorker, type StartShopWorkerOptions, startShopWorker } from './start-shop-worker.ts';
export { type Outcome, type StartVisitorsOptions, startVisitors, type Visitors } from './visitors.ts';
export { type CreateShopOptions, createShop } from './web/create-shop.ts';
export { createDecisionOf, type DecisionOf, type GateDecision } from './web/gate-decision.ts';
export { readWebhookSecrets, webhookSecretVariables } from './web/read-webhook-secrets.ts';
export type { WebhookSecrets } from './web/webhook-signatures.ts';
