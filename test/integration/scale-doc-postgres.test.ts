import { afterAll, beforeAll, expect, it } from 'vitest';
import { blocksOf, codeIn } from '../support/scale/read-steps.ts';
import {
  answersOf,
  enforced,
  isWhole,
  reachesAll,
  type ScaledSite,
  startScaledSite,
  succeeded,
  turnOff,
  turnOn,
  waiting,
} from '../support/scale/start-site.ts';

// docs/scale.md, carried out as it is written there, behind Debian's nginx: two servers on PostgreSQL.

let site: ScaledSite;
/** A dump of before the first window. */
let putBack = async (): Promise<void> => {
  throw new Error('Expected a dump');
};
beforeAll(async () => {
  site = await startScaledSite({ kind: 'postgres', count: 2, onStoreLost: 'keep' });
});
afterAll(() => site?.stop());

// Each begins where the one before ended, as the document does.

it('says that a window is enforced when both have confirmed and what had begun has ended', async () => {
  const { first, second, visitor, application } = site;
  await enforced(first, 'shop: open');
  expect(await answersOf(site, 'POST', '/orders')).toEqual([200]);
  reachesAll(site);
  const upload = await visitor.ask('POST', '/orders', { body: Buffer.alloc(5_000_000) });
  expect(upload.status).toBe(200);
  putBack = (await site.store.dump?.()) ?? putBack;

  // Not before a write has ended that began before.
  const slow = visitor.ask('POST', '/orders?slow');
  await expect.poll(() => application.held(), waiting).toBe(1);
  const early = await first.run(turnOn.replace(' --for 30m', ' --for 30m --wait 1s'));
  expect(early).toMatchObject({ exitCode: 4, output: expect.stringContaining('1 write in flight') });
  application.release();
  expect((await slow).body).toBe('stored');
  await enforced(second, 'enforced (HTTP only)');
  const again = await second.run(turnOn);
  expect(again).toEqual(succeeded(expect.stringContaining('enforced (HTTP only) at 2 of 2')));
  expect(await answersOf(site, 'POST', '/orders')).toEqual([503]);
  expect(await answersOf(site, 'GET', '/orders')).toEqual([200]);
  reachesAll(site);
});

it('goes on without a server that died, and names it', async () => {
  const { first, second, visitor } = site;
  const during = visitor.keepAsking(8);
  await second.kill();
  const asked = during.count();
  await expect
    .poll(() => first.run('portcullis status'), waiting)
    .toMatchObject({
      exitCode: 4,
      output: expect.stringMatching(/gate-2-\S+ │ silent[\s\S]*status --remove gate-2-/),
    });
  await expect.poll(() => during.count(), waiting).toBeGreaterThan(asked + 20);
  const { 'GET 200': reads, 'POST 503': refusals, 'POST 502': broken = 0, ...others } = await during.stop();
  // A write that ran there just then is nobody's to repeat.
  expect([others, broken <= 4, (reads ?? 0) > 0, (refusals ?? 0) > 0]).toEqual([{}, true, true, true]);
  await second.start();
  await enforced(first, 'enforced (HTTP only)');
  await isWhole(site);
});

it('loses no request while all are restarted one after the other, and keeps its mode', async () => {
  const { visitor } = site;
  const meanwhile = visitor.keepAsking(8);
  const [restart = ''] = blocksOf('Restarting and upgrading');
  for (const host of site.hosts) {
    expect(await host.run(restart)).toEqual(succeeded(expect.stringContaining('shop: read-only')));
  }
  expect(Object.keys(await meanwhile.stop()).sort()).toEqual(['GET 200', 'POST 503']);
  // Most of it is waiting, as the document has it.
}, 180_000);

it('goes on as it was while its store answers nobody, and follows it again', async () => {
  const { first, second, store } = site;
  await store.lose();
  await expect.poll(() => first.run('portcullis status'), waiting).toMatchObject({ exitCode: 5 });
  expect(await answersOf(site, 'POST', '/orders')).toEqual([503]);
  expect(await answersOf(site, 'GET', '/orders')).toEqual([200]);
  await store.giveBack();
  await enforced(second, 'enforced (HTTP only)');
});

it('is not opened by a dump of before the window, which brings back servers that were restarted since', async () => {
  const { first, second } = site;
  await putBack();
  await expect
    .poll(() => first.run('portcullis status'), waiting)
    .toMatchObject({
      exitCode: 4,
      output: expect.stringMatching(/(?:│ contested[\s\S]*){2}remembers a newer/),
    });
  expect(await answersOf(site, 'POST', '/orders')).toEqual([503]);
  const settle = codeIn('When a dump is restored', 'portcullis on');
  await expect
    .poll(() => first.run(`${settle} --wait 1s`), waiting)
    .toMatchObject({ exitCode: 4, output: expect.stringMatching(/(?:To take it off[\s\S]*){2}/) });
  const { output } = await first.run('portcullis status');
  for (const [, id = ''] of output.matchAll(/status --remove (\S+)/g)) {
    await first.run(codeIn('When a server dies', 'portcullis status --remove').replace('ID', id));
  }
  await enforced(first, 'enforced (HTTP only)');
  expect(await answersOf(site, 'POST', '/orders')).toEqual([503]);

  expect(await second.run(turnOff)).toEqual(succeeded());
  expect(await answersOf(site, 'POST', '/orders')).toEqual([200]);
  await isWhole(site);
});
