/**
 * What signing in and out writes, which stays possible while a guard keeps the database closed: the session, and the
 * record of it. Reading writes nothing.
 */
export const bookkeepingTables: readonly string[] = ['public.session', 'public.write_record'];
