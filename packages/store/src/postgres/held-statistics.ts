import type { HeldStore } from '@portcullis/gate';

/** So few are read from end to end in no time. */
const enough = 500;

/**
 * What PostgreSQL knows of a table that nobody has analysed is that each value may be one of two hundred. It takes the name of the site
 * for a good way to one request then, and reads every entry of an index for each claim, until autovacuum comes by: that is a minute or
 * more into the first window. So it is told as soon as there is something to tell; after that, autovacuum sees to it.
 */
export function withHeldStatistics(held: HeldStore, analyse: () => Promise<void>): HeldStore {
  let untold = 0;
  let isTold = false;
  return {
    ...held,
    async accept(site, requests) {
      const results = await held.accept(site, requests);
      if (isTold) return results;
      untold += results.filter(({ kind }) => kind === 'held').length;
      if (untold < enough) return results;
      untold = 0;
      isTold = true;
      // Nobody waits for it, and the next so many try again.
      analyse().catch(() => {
        isTold = false;
      });
      return results;
    },
  };
}
