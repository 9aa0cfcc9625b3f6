/** And whom they admitted, once that transaction is over. But for those by which a transaction that runs was admitted: it keeps them locked for as long as it likes. */
export const forgetExpiredTokens = `delete from portcullis.token where hash in (
  select hash from portcullis.token where expires_at <= clock_timestamp() for update skip locked);
  delete from portcullis.admission where xid in (
  select xid from portcullis.admission where xid < pg_snapshot_xmin(pg_current_snapshot()) for update skip locked);`;
