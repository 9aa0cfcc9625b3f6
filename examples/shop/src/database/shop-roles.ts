import pg from 'pg';

/** The roles that log in for the shop. */
export type ShopRole = 'shop' | 'shop_repair';

/** Makes what is missing of the roles and the database, so that a folder from an older version has them, too. */
export async function prepareShopDatabase(
  adminUrl: string,
  passwords: Readonly<Record<ShopRole, string>>,
): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await prepareRole(client, 'shop', passwords.shop);
    const { rowCount: databases } = await client.query(`select from pg_database where datname = 'shop'`);
    if (databases === 0) {
      await client.query('create database shop owner shop');
    }
    // A member may do what the owner of the tables may, also with tables that come later: nothing is to be granted
    // table by table, and nothing forgotten. A guard tells the two apart all the same, by who has logged in.
    await prepareRole(client, 'shop_repair', passwords.shop_repair);
    await client.query('grant shop to shop_repair');
  } finally {
    await client.end();
  }
}

async function prepareRole(client: pg.Client, role: ShopRole, password: string): Promise<void> {
  const { rowCount } = await client.query('select from pg_roles where rolname = $1', [role]);
  await client.query(
    `${rowCount === 0 ? 'create' : 'alter'} role ${role} login password ${client.escapeLiteral(password)}`,
  );
}
