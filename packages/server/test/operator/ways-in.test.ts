import { afterEach, describe, expect, it } from 'vitest';
import { type RunningSite, type RunningSiteOptions, startSite } from '../support/running-site.ts';
import { adminHost, smallShop, smallShopPolicy } from '../support/small-shop.ts';

/** A way in counts when it is there: each of these passes is redeemed and written with, as the link says. */

let site: RunningSite;
afterEach(() => site.close());

const start = async (policy: RunningSiteOptions['policy'], config: RunningSiteOptions['config'] = {}) => {
  site = await startSite({ application: smallShop, policy: { ...smallShopPolicy, ...policy }, config });
};

interface TurnedOn {
  readonly lockOut: { readonly ok: boolean; readonly ways: readonly { way: string; detail: string }[] };
  readonly pass: { readonly id: string; readonly link: string };
}

const on = (proof: Readonly<Record<string, unknown>>, more: Readonly<Record<string, unknown>> = {}) =>
  site.on({ mode: 'closed', force: false, proof, ...more }) as Promise<TurnedOn>;
const session = (Cookie: string, host: string | null = null, address: string | null = null) => ({
  credentials: { host, headers: ['Cookie', Cookie], address },
});
const lockedOut = (message: RegExp) => ({
  code: 'PORTCULLIS_LOCKED_OUT',
  message: expect.stringMatching(message),
});

/** Does with a link what a browser does, then writes on the host of the link; `headers` are of what lies between. */
async function redeemAndWrite(link: string, headers: Readonly<Record<string, string>> = {}) {
  const { host, pathname, searchParams } = new URL(link);
  const redeemed = await site.send(pathname, {
    method: 'POST',
    host,
    body: `token=${searchParams.get('token')}`,
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'text/html', ...headers },
  });
  const Cookie = [redeemed.headers['set-cookie']?.[0]?.split(';')[0], headers.Cookie]
    .filter(Boolean)
    .join('; ');
  const written = await site.send('/orders', {
    method: 'POST',
    host,
    body: 'a=1',
    headers: { ...headers, Cookie },
  });
  return { redeemed, written };
}

const throughProxy = { 'X-Forwarded-For': '203.0.113.9', 'X-Forwarded-Proto': 'https' };
const loopbackProxies = { trusted: { adminHosts: [adminHost], proxies: ['127.0.0.0/8', '::1/128'] } };

describe('a pass for a site without TLS', () => {
  it('leads to this machine, and says that it works from there only', async () => {
    await start({ trusted: { adminHosts: ['admin.localhost'] } });
    const { pass, lockOut } = await on({ passFor: 'ada' });
    const origin = `http://admin.localhost:${site.server.port}`;
    expect(pass.link.startsWith(`${origin}/.well-known/portcullis/pass?token=`)).toBe(true);
    expect(lockOut.ways.find(({ way }) => way === 'pass')?.detail).toContain(
      `from this machine only (${origin})`,
    );
    const { redeemed, written } = await redeemAndWrite(pass.link);
    expect([redeemed.status, written.status]).toEqual([200, 200]);
  });

  it('is no way in when it could only be read with there, and the refusal says how to write', async () => {
    await start({ trusted: { adminHosts: [adminHost] } });
    await expect(on({ passFor: 'ada' })).rejects.toMatchObject(
      lockedOut(
        /FAILS {2}pass: .* on 127\.0\.0\.1:\d+, from this machine only .*; may read only, and whoever repairs must write\. To write, come through admin\.example\.com, or bring your own session as well/,
      ),
    );
    expect((await site.send('/orders', { method: 'POST', body: 'a=1' })).status).toBe(200);
  });

  it('is no way in when every request comes through a proxy that does not say https', async () => {
    await start(loopbackProxies, { publicUrl: 'http://shop.example.com' });
    await expect(on({ passFor: 'ada' })).rejects.toMatchObject(lockedOut(/FAILS {2}pass: /));
    // The very thing that the check would have proven, from outside over plain HTTP.
    await site.on({ mode: 'closed' });
    const { link } = await site.control.post<{ link: string }>('/passes', {
      subject: 'ada',
      scope: 'write',
      ttlMs: 3_600_000,
      actor: 'tester',
    });
    const { redeemed } = await redeemAndWrite(link, { 'X-Forwarded-For': '203.0.113.9' });
    expect([redeemed.status, redeemed.body]).toEqual([403, expect.stringMatching(/encrypted/)]);
  });
});

describe('a pass for a site whose TLS ends in front', () => {
  it('leads to the admin host under https and works through the named proxy', async () => {
    await start(loopbackProxies, { publicUrl: 'https://shop.example.com' });
    const { pass, lockOut } = await on({ passFor: 'ada' });
    expect(new URL(pass.link).origin).toBe(`https://${adminHost}`);
    expect(lockOut.ways.find(({ way }) => way === 'pass')?.detail).not.toContain('this machine');
    const { redeemed, written } = await redeemAndWrite(pass.link, throughProxy);
    expect([redeemed.status, written.status]).toEqual([200, 200]);
  });

  it('falls back to this machine when the policy does not name the proxy', async () => {
    await start({ trusted: { adminHosts: ['admin.localhost'] } }, { publicUrl: 'https://shop.example.com' });
    const { pass } = await on({ passFor: 'ada' });
    expect(new URL(pass.link).origin).toBe(`http://admin.localhost:${site.server.port}`);
  });

  it('and no admin host is a way in together with the own session', async () => {
    await start({ trusted: { proxies: ['127.0.0.0/8'] } }, { publicUrl: 'https://shop.example.com' });
    await expect(on({ passFor: 'ada' })).rejects.toMatchObject(lockedOut(/FAILS {2}pass: .*may read only/));
    const { pass } = await on({ passFor: 'ada', ...session('session=ada') });
    expect(new URL(pass.link).origin).toBe('https://shop.example.com');
    const { written } = await redeemAndWrite(pass.link, { ...throughProxy, Cookie: 'session=ada' });
    expect(written.status).toBe(200);
  });
});

describe('a session', () => {
  it('that may only read is no way in, unless forced', async () => {
    await start({ trusted: { adminHosts: [adminHost] } });
    const readsOnly =
      /FAILS {2}credentials: recognised as admin ada .*may read only.*come through admin\.example\.com/;
    await expect(on(session('session=ada'))).rejects.toMatchObject(lockedOut(readsOnly));
    await expect(on(session('session=sam', adminHost))).rejects.toMatchObject(
      lockedOut(/recognised as support sam .*may read only/),
    );
    expect(await on(session('session=ada'), { force: true })).toMatchObject({ lockOut: { ok: false } });
  });

  it('comes from where it comes from: a trusted network counts, this machine is not meant then', async () => {
    await start({ trusted: { networks: [{ name: 'office', cidr: '203.0.113.0/24' }] } });
    await expect(on(session('session=ada', 'localhost', '198.51.100.7'))).rejects.toMatchObject(
      lockedOut(/from the network office/),
    );
    expect(await on(session('session=ada', null, '203.0.113.9'))).toMatchObject({ lockOut: { ok: true } });
  });
});

describe('who turns on what was looked at', () => {
  const epoch = async () => (await site.control.get<{ switch: { epoch: number } }>('/status')).switch.epoch;

  it('is not stopped by the pass that proves the way in, and is by whoever was faster', async () => {
    await start({ trusted: { adminHosts: ['admin.localhost'] } });
    const seen = await epoch();
    expect(await on({ passFor: 'ada' }, { expectedEpoch: seen })).toMatchObject({ lockOut: { ok: true } });
    await expect(on({ passFor: 'ada' }, { expectedEpoch: seen })).rejects.toMatchObject({
      code: 'PORTCULLIS_SWITCH_CONFLICT',
    });
    // Nothing was minted for the one who came late.
    const { passes } = await site.control.get<{ passes: unknown[] }>('/passes');
    expect(passes).toHaveLength(1);
  });
});

describe('a refused turning on', () => {
  it('advises what was not tried yet, and nothing that is worth nothing here', async () => {
    await start({ identity: [] });
    const refused = (proof: Readonly<Record<string, unknown>>) =>
      on(proof).then(
        () => '',
        ({ message }: Error) => message,
      );
    const nothing = await refused({});
    expect(nothing).toMatch(
      /stay open, and get nobody past the gate[\s\S]*with a pass, or with your own session/,
    );
    const withPass = await refused({ passFor: 'ada' });
    expect(withPass).toMatch(/or add policy\.identity and bring your own session as well/);
    expect(withPass).toContain('prove your own way in with your own session.');
    expect(withPass).not.toContain('with a pass');
    expect(await refused({ passFor: 'ada', ...session('session=ada') })).toContain(
      'Mend what fails. Only if it cannot be mended, go on without a proof.',
    );
  });

  const passes = async () => {
    const found = await site.control.get<{ passes: { subject: string; revokedAt: number | null }[] }>(
      '/passes',
    );
    return found.passes.map(({ subject, revokedAt }) => [subject, revokedAt !== null]);
  };

  it('leaves no pass alive, whatever the reason was', async () => {
    await start({ trusted: { adminHosts: [adminHost] } });
    await expect(on({ passFor: 'locked-out' })).rejects.toMatchObject({ code: 'PORTCULLIS_LOCKED_OUT' });
    await expect(
      on({ passFor: 'no-area' }, { force: true, areas: { nowhere: 'closed' } }),
    ).rejects.toMatchObject({ code: 'PORTCULLIS_USAGE' });
    expect((await passes()).sort()).toEqual([
      ['locked-out', true],
      ['no-area', true],
    ]);
    const { records } = await site.control.get<{ records: { kind: string; actor: string; data: string }[] }>(
      '/audit',
    );
    expect(records.filter(({ kind }) => kind === 'pass.revoked')).toEqual([
      expect.objectContaining({
        actor: 'shell:tester',
        data: expect.stringContaining('turning on was refused'),
      }),
      expect.objectContaining({ actor: 'shell:tester' }),
    ]);
  });

  it('mints none for a notice that cannot be shown', async () => {
    await start({});
    await expect(
      on({ passFor: 'ada' }, { notice: { message: { en: 'x'.repeat(100_000) } } }),
    ).rejects.toMatchObject({ code: 'PORTCULLIS_NOTICE_INVALID' });
    expect(await passes()).toEqual([]);
  });
});
