import { afterEach, expect, it } from 'vitest';
import { conducting, isStill } from './testing/conduct.ts';
import { opening } from './testing/model-opening.ts';
import { ModelSite, until } from './testing/model-site.ts';

const { conduct } = conducting(afterEach);

it('stops a worker again that goes on although the answer was lost, and says still no sooner', async () => {
  const site = new ModelSite();
  const queue = site.worker('mails');
  site.database('orders');
  site.turn('read-only');
  const conductor = conduct(site);
  await until(site, isStill(conductor), 'stillness');
  queue.losesAnswer = true;
  expect(await conductor.open(opening(site))).toEqual({ kind: 'opened' });
  await until(site, () => !queue.isPaused && conductor.view().missing.length > 0, 'a lost answer');
  site.events.length = 0;
  expect(conductor.drainingFor({ mode: 'read-only', areas: {} }, site.switch)).toEqual(['mails']);
  site.turn('read-only');
  await until(site, isStill(conductor), 'stillness');
  expect(queue.isPaused).toBe(true);
  expect(site.events).toEqual(['switch read-only', 'pause mails', 'close orders', 'drained orders']);
  // How it stood before is known still.
  queue.losesAnswer = false;
  await conductor.open(opening(site));
  await until(site, () => site.transition === null, 'the end');
  expect(queue.isPaused).toBe(false);
});
