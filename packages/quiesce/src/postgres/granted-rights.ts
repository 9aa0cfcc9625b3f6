import type { GuardProblem } from '../guard-problem.ts';
import type { SqlSession } from './sql-session.ts';

/**
 * Who besides its owner may write to what the guard keeps, or call what nobody may: with ALTER DEFAULT PRIVILEGES whoever installs gives
 * rights on everything new to a role, as on the tables of an application, and the application could open its own guard. Tokens are left
 * out, which may be another's to give.
 */
const holders = `
  select a.grantee from pg_class c cross join aclexplode(c.relacl) a
  where c.relnamespace = to_regnamespace('portcullis') and c.relname <> 'token'
    and a.grantee <> c.relowner and a.privilege_type <> 'SELECT'
  union
  select a.grantee from pg_attribute t join pg_class c on c.oid = t.attrelid cross join aclexplode(t.attacl) a
  where c.relnamespace = to_regnamespace('portcullis') and c.relname <> 'token'
    and a.grantee <> c.relowner and a.privilege_type <> 'SELECT'
  union
  select a.grantee from pg_proc p cross join aclexplode(p.proacl) a
  where p.oid = to_regprocedure('portcullis.note_refusal(oid)') and a.grantee <> p.proowner`;

/** Takes all of it back from them; what they are to have is granted afterwards. */
export async function withdrawGivenRights(session: SqlSession): Promise<void> {
  await session.query(`do $$
    declare name text;
    begin
      for name in select case when h.grantee = 0 then 'public' else quote_ident(r.rolname) end
        from (${holders}) h left join pg_roles r on r.oid = h.grantee where h.grantee = 0 or r.oid is not null
      loop
        execute format('revoke all on all tables in schema portcullis from %s cascade', name);
        execute format('revoke all on all sequences in schema portcullis from %s cascade', name);
        execute format('revoke all on all functions in schema portcullis from %s cascade', name);
      end loop;
    end $$`);
}

export async function findGivenRights(session: SqlSession): Promise<readonly GuardProblem[]> {
  const { rows } = await session.query(
    `select coalesce(r.rolname::text, 'public') as rolname from (${holders}) h left join pg_roles r on r.oid = h.grantee order by 1`,
  );
  return rows.map(({ rolname }) => ({
    kind: 'privilege',
    object: String(rolname),
    message: `The role ${String(rolname)} was given rights on what the guard keeps, as by ALTER DEFAULT PRIVILEGES, so whoever logs in as it can open the guard. Install the guard again, which takes them back.`,
    isHole: true,
  }));
}
