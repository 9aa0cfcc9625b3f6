import type { ConsoleSite } from './console-site.ts';

/** Operators, passes and requests: long names, and enough of everything for each table to have rows. */
export async function fillSite({ control, gate }: ConsoleSite): Promise<void> {
  const actor = 'keeper';
  const long = `${'a-very-long-name-without-any-space-'.repeat(3)}@shop.example`;
  await control.post('/operators', { name: 'grace', role: 'operator', actor });
  await control.post('/operators', { name: long, role: 'viewer', actor });
  for (const subject of ['mia@shop.example', long]) {
    await control.post('/passes', { subject, scope: 'write', ttlMs: 3_600_000, url: null, actor });
  }
  const { passes } = await control.get<{ passes: readonly { id: string }[] }>('/passes');
  await control.post(`/passes/${passes[0]?.id}/revoke`, { actor });
  for (const path of ['/', '/search?q=lamp', `/${'deeper/'.repeat(30)}`]) await fetch(`${gate.url}${path}`);
}

/** Three writes, as visitors send them in a window; resolves with the reference of a refusal. */
export async function tryToWrite({ gate }: ConsoleSite): Promise<string> {
  const paths = ['/checkout', '/cart/add', `/${'long-path-'.repeat(12)}`];
  const headers = { accept: 'application/json' };
  const texts = await Promise.all(
    paths.map(async (path) =>
      (await fetch(`${gate.url}${path}`, { method: 'POST', headers, body: 'a=1' })).text(),
    ),
  );
  return /\b[0-9A-Z]{4}-[0-9A-Z]{4}\b/.exec(texts[0] ?? '')?.[0] ?? '';
}
