export { type Database, openDatabase, type Queryable } from './database/open-database.ts';
export { type RunningDatabase, type StartDatabaseOptions, startDatabase } from './database/start-database.ts';
export { readWriteRecord, type WriteKind, type WriteRecord } from './database/write-record.ts';
export { DEMO_API_TOKENS, DEMO_LOGINS, type DemoLogin, VISITOR_LOGINS } from './seed/demo-logins.ts';
export { type SeedOptions, seed } from './seed/seed.ts';
export { type RunningShop, type StartShopOptions, startShop } from './start-shop.ts';
export { type Outcome, type StartVisitorsOptions, startVisitors, type Visitors } from './visitors.ts';
export { type CreateShopOptions, createShop } from './web/create-shop.ts';
export { createDecisionOf, type DecisionOf, type GateDecision } from './web/gate-decision.ts';
