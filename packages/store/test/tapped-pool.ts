import type { SqlPool } from '@portcullis/store/postgres';
import type pg from 'pg';

export interface TapOptions {
  /** Told each statement before it is sent; what it returns is awaited, and what it throws is what came of it. */
  readonly before?: (text: string, client: pg.PoolClient) => unknown;
  /** What came of it, as the driver is told. */
  readonly after?: (text: string, outcome: unknown) => unknown;
}

/** A real pool, with somebody between it and the driver. */
export function tappedPool(pool: pg.Pool, { before, after }: TapOptions): SqlPool {
  return {
    async connect() {
      const client = await pool.connect();
      const query = async (asked: string | { readonly text: string }) => {
        const text = typeof asked === 'string' ? asked : asked.text;
        await before?.(text, client);
        const outcome: unknown = await client.query(asked as string);
        return (await after?.(text, outcome)) ?? outcome;
      };
      return {
        query,
        on: (event, listener) => client.on(event, listener),
        off: (event, listener) => client.off(event, listener),
        release: (isBroken) => client.release(isBroken),
      };
    },
  };
}
