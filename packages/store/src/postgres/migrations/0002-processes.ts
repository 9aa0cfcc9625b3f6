import type { PostgresMigration } from './migration.ts';

/** Processes of the application, of all servers. */
export const processes: PostgresMigration = {
  name: '0002-processes',
  isKnownBefore: true,
  statements: [
    // Written each second, as instances are.
    `create table processes (
      site text collate "C" not null,
      worker text collate "C" not null,
      id text collate "C" not null,
      instance text not null,
      seen_at bigint not null,
      joined_at bigint not null,
      said text,
      primary key (site, worker, id)
    ) with (fillfactor = 50)`,
  ],
};
