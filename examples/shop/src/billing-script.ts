import pg from 'pg';

/*
 * Nightly billing. Somebody wrote it years ago for cron and left; it books straight in the database, knows nothing of
 * the shop's code, of its queues or of any maintenance, and is registered nowhere. Every system has one.
 *
 *   SHOP_DATABASE_URL=postgres://… node billing-script.ts
 */

const client = new pg.Client({
  connectionString: process.env.SHOP_DATABASE_URL,
  application_name: 'nightly-billing',
});

try {
  await client.connect();
  await client.query('begin');
  // Numbers of invoices have no gaps, so there is one row that says which was the last.
  const { rows } = await client.query(
    `select s.id, s.amount_cents, s.card_ending from subscription s
     left join subscription_invoice i on i.subscription_id = s.id
     group by s.id order by max(i.number) nulls first, s.id limit 1`,
  );
  for (const { id, amount_cents, card_ending } of rows) {
    const { rows: numbers } = await client.query('update invoice_number set last = last + 1 returning last');
    const state = card_ending === '0002' ? 'failed' : 'paid';
    await client.query(
      'insert into subscription_invoice (number, subscription_id, amount_cents, state) values ($1, $2, $3, $4)',
      [numbers[0].last, id, amount_cents, state],
    );
    console.log(`invoice ${numbers[0].last}: subscription ${id}, ${state}`);
  }
  await client.query('commit');
} catch (error) {
  const state = error instanceof pg.DatabaseError ? ` ${error.code}` : '';
  console.error(`nightly-billing:${state} ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
} finally {
  await client.end();
}
