import { PortcullisError, type Store, type Switch } from '@portcullis/gate';

/** Who redeemed a pass for a test run in this window, each once; empty = nothing was tried. */
export async function testersOf(
  store: Store,
  { site, windowId }: Pick<Switch, 'site' | 'windowId'>,
): Promise<readonly string[]> {
  if (windowId === null) return [];
  const passes = await store.passes.list(site);
  const used = passes.filter((pass) => pass.isTest && pass.redeemedAt !== null && pass.windowId === windowId);
  return [...new Set(used.map(({ subject }) => subject))];
}

export function testResultMissing(testers: readonly string[]): PortcullisError {
  const name = testers.join(', ');
  return new PortcullisError(
    'PORTCULLIS_TEST_RESULT_MISSING',
    `Nothing was opened: ${name} made a test run in this window. Look whether everything that was tried came to its end, and say so; if it did not, mend it first.`,
    { values: { name } },
  );
}
