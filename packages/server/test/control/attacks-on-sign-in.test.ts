import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  behindProxy,
  type ConsoleBrowser,
  firstOwner,
  openBrowser,
  password,
} from '../support/console-browser.ts';
import { operatorNamed } from '../support/raw-console.ts';
import { type RunningSite, startSite } from '../support/running-site.ts';

// What attackers tried to sign in, or to learn by trying.

let site: RunningSite;
let owner: ConsoleBrowser;
beforeAll(async () => {
  site = await startSite({ policy: behindProxy });
  owner = await firstOwner(site, { address: '192.0.2.1' });
});
afterAll(() => site.close());

describe('a second factor', () => {
  it('is neither replayed, passed over nor taken away without a code', async () => {
    const fresh = await startSite();
    try {
      const ada = await firstOwner(fresh);
      const { json } = await ada.post('/session/second-factor', { password });
      const codes = new TOTP({ secret: Secret.fromBase32(String(json.secret)) });
      const codeAt = (steps: number) => codes.generate({ timestamp: Date.now() + steps * 30_000 });
      const used = codeAt(0);
      const confirmed = await ada.post('/session/second-factor/confirm', { code: used });
      const [recovery = ''] = confirmed.json.recoveryCodes as string[];
      expect((await ada.post('/session/second-factor', { password })).status).toBe(400);
      expect((await ada.post('/session/confirm', { password })).status).toBe(400);
      const thief = openBrowser(fresh);
      await thief.post('/sign-in', { name: 'ada', password });
      expect((await thief.get('/session')).status).toBe(401);
      expect((await thief.post('/session/second-factor/remove', { code: recovery })).status).toBe(401);
      for (const code of [used, codeAt(-1), 'aaaa-aaaa-aaaa']) {
        expect((await thief.post('/sign-in/code', { code })).status, code).toBe(401);
      }
      const halves = await Promise.all(
        [1, 2, 3].map(async () => {
          const browser = openBrowser(fresh);
          await browser.post('/sign-in', { name: 'ada', password });
          return browser;
        }),
      );
      const answers = await Promise.all(halves.map((half) => half.post('/sign-in/code', { code: recovery })));
      // Whoever comes last has had all his tries.
      const refusals = answers.filter(({ status }) => status === 401 || status === 429);
      expect([answers.filter(({ status }) => status === 200).length, refusals.length]).toEqual([1, 2]);
      const { id, version } = await operatorNamed(fresh, 'ada');
      await fresh.control.post('/operators', { name: 'zoe', role: 'owner', actor: 'shell' });
      expect(version).toBeGreaterThan(1);
      await fresh.control.post(`/operators/${id}/sign-out`, { actor: 'shell' });
      expect((await thief.post('/sign-in/code', { code: codeAt(1) })).status).toBe(401);
    } finally {
      await fresh.close();
    }
  });
});

describe('one-time codes', () => {
  it('are good once, and not after another was made', async () => {
    const made = await owner.post('/operators', { name: 'ines', role: 'owner' });
    const { id } = await operatorNamed(site, 'ines');
    const renewed = await owner.post(`/operators/${id}/reset`, {});
    const redeem = (code: unknown) =>
      openBrowser(site, { address: '192.0.2.5' }).post('/enrolments', { code, password });
    expect((await redeem(made.json.code)).status).toBe(403);
    const redeemed = await Promise.all([1, 2, 3, 4].map(() => redeem(renewed.json.code)));
    expect(redeemed.map(({ status }) => status).sort()).toEqual([201, 403, 403, 403]);
    expect((await redeem(site.server.firstRun?.code)).status).toBe(400 + 3);
  });
});

describe('tries', () => {
  const guess = (address: string, name: string) =>
    openBrowser(site, { address }).post('/sign-in', { name, password: 'a wrong password' });

  // The store folds names by way of upper case, so that `vera` is `VERA` and a dotless i is an i. Were counts of names that
  // nobody has kept by another folding, whoever counts would learn which names exist.
  it('nobody learns by two spellings of a name whether somebody has it', async () => {
    await owner.post('/operators', { name: 'mia', role: 'viewer' });
    const outcome = async (network: number, name: string, twin: string): Promise<number> => {
      for (let tries = 0; tries < 10; tries += 1) await guess(`203.0.113.${network + tries}`, name);
      return (await guess(`203.0.113.${network + 20}`, twin)).status;
    };
    expect(await outcome(0, 'mia', 'm\u0131a')).toBe(await outcome(100, 'lia', 'l\u0131a'));
  });

  // Comparing a password takes long: a try has to count before it is judged.
  it('tries at the same moment are not more than tries one after the other', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) => guess('198.51.100.77', `nobody at all ${index}`)),
    );
    expect(answers.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(5);
  });

  it('codes at the same moment are not, either', async () => {
    const fresh = await startSite({ policy: behindProxy });
    try {
      const ada = await firstOwner(fresh, { address: '192.0.2.1' });
      const { json } = await ada.post('/session/second-factor', { password });
      const codes = new TOTP({ secret: Secret.fromBase32(String(json.secret)) });
      await ada.post('/session/second-factor/confirm', { code: codes.generate() });
      const thief = openBrowser(fresh, { address: '198.51.100.9' });
      await thief.post('/sign-in', { name: 'ada', password });
      const wrong = codes.generate({ timestamp: 0 });
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => thief.post('/sign-in/code', { code: wrong })),
      );
      expect(answers.filter(({ status }) => status === 401)).toHaveLength(5);
    } finally {
      await fresh.close();
    }
  });
});
