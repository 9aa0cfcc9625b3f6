import { request } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { controlSocketPath } from '../../src/control/entrance/control-socket-path.ts';
import { failingApplication, productionPolicy, secretOfTrace } from '../support/failing-application.ts';
import { type RunningSite, startSite } from '../support/running-site.ts';

let site: RunningSite;

afterEach(() => site.close());

async function start(policy = productionPolicy): Promise<void> {
  site = await startSite({ application: failingApplication, policy });
}

const turn = (what: 'on' | 'off', body: object = {}) =>
  site.control.post<Turned>(`/production/${what}`, { reason: 'go-live', actor: 'ada', ...body });
const read = () => site.control.get<Found>('/production');
const recordsOf = async (kind: string) =>
  (await site.control.get<{ records: readonly Recorded[] }>(`/audit?kind=${kind}`)).records.map(
    ({ actor, data }) => ({ actor, data: JSON.parse(data) as unknown }),
  );

function overSocket(method: string, path: string, body?: object): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        socketPath: controlSocketPath(site.stateDirectory, 'default'),
        method,
        path: `/v1/sites/default${path}`,
        headers: { 'Content-Type': 'application/json' },
      },
      (incoming) => {
        let text = '';
        incoming.on('data', (chunk: Buffer) => {
          text += chunk.toString('utf8');
        });
        incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, body: text }));
      },
    );
    sent.on('error', reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

async function saveSettings(changes: object): Promise<number> {
  const { epoch } = await site.control.get<{ epoch: number }>('/settings');
  const settings = { page: {}, defaults: { message: {}, button: null }, ...changes };
  return (await overSocket('PUT', '/settings', { expectedEpoch: epoch, settings })).status;
}

/** What a reader is told of a technical error. */
async function told(): Promise<{ body: string; id: string }> {
  const { body } = await site.send('/broken');
  return { body, id: /\b[0-9A-Z]{4}-[0-9A-Z]{4}\b/.exec(body)?.[0] ?? '' };
}

interface Turned {
  readonly switch: { readonly epoch: number; readonly mode: string; readonly production: boolean };
  readonly changed: boolean;
}

interface Found {
  readonly on: boolean;
  readonly changed: unknown;
  readonly rules: { readonly text: unknown } | null;
  readonly refused: readonly { readonly path: string }[];
}

interface Recorded {
  readonly actor: string;
  readonly data: string;
}

describe('turning it on and off', () => {
  it('shuts and masks, opens no window, and is on record with who and why', async () => {
    await start();
    expect((await told()).body).toContain(secretOfTrace);
    const { switch: on, changed } = await turn('on');
    expect([on.mode, on.production, changed]).toEqual(['open', true, true]);
    expect((await told()).body).not.toContain(secretOfTrace);
    expect((await site.send('/databases/drop')).status).toBe(404);
    expect(await read()).toMatchObject({
      on: true,
      changed: { actor: 'shell:ada', reason: 'go-live' },
      refused: [{ method: 'GET', path: '/databases/drop', rule: { id: 'production' } }],
    });
    await turn('off', { reason: 'looking for a cause' });
    expect((await told()).body).toContain(secretOfTrace);
    expect((await site.send('/databases/drop')).status).toBe(200);
    expect(await recordsOf('production.changed')).toMatchObject([
      { actor: 'shell:ada', data: { production: false, why: 'looking for a cause' } },
      { actor: 'shell:ada', data: { production: true, why: 'go-live' } },
    ]);
  });

  it('leaves a window as it is, and whose it is', async () => {
    await start();
    await site.on({ mode: 'read-only', actor: 'grace', reason: 'moving' });
    await turn('on');
    const { switch: now } = await site.control.get<{ switch: unknown }>('/status');
    expect(now).toMatchObject({
      mode: 'read-only',
      production: true,
      reason: 'moving',
      opened: { by: { name: 'grace' } },
    });
  });

  it('changes nothing the second time', async () => {
    await start();
    const first = await turn('on');
    const second = await turn('on');
    expect([second.changed, second.switch.epoch]).toEqual([false, first.switch.epoch]);
    expect(await recordsOf('production.changed')).toHaveLength(1);
  });

  it('is refused where somebody changed the switch since it was looked at', async () => {
    await start();
    const { switch: seen } = await turn('off');
    await site.on({ mode: 'read-only' });
    await expect(turn('on', { expectedEpoch: seen.epoch })).rejects.toMatchObject({
      code: 'PORTCULLIS_SWITCH_CONFLICT',
    });
    expect((await read()).on).toBe(false);
  });

  it('is refused where the policy says nothing of it, and turning off is not', async () => {
    await start({});
    await expect(turn('on')).rejects.toMatchObject({
      code: 'PORTCULLIS_USAGE',
      message: expect.stringContaining('policy says nothing of production mode'),
    });
    expect(await turn('off')).toMatchObject({ changed: false });
    expect(await read()).toMatchObject({ on: false, rules: null });
  });

  it.each([{ reason: ' ' }, { reason: undefined }])('needs a reason: %j', async (body) => {
    await start();
    await expect(turn('on', body)).rejects.toMatchObject({ code: 'PORTCULLIS_USAGE' });
  });
});

describe('a technical error', () => {
  interface Incident {
    readonly incident: { readonly id: string; readonly name: string | null };
    readonly contents: {
      readonly original: string;
      readonly encoding: string;
      readonly isCut: boolean;
    } | null;
  }

  it('is listed without what it said, and found by its id however it was heard', async () => {
    await start();
    await turn('on');
    const { id } = await told();
    const listed = await site.control.get<{ incidents: readonly unknown[] }>('/incidents');
    expect(listed.incidents).toMatchObject([{ id, method: 'GET', path: '/broken', status: 500 }]);
    expect(JSON.stringify(listed)).not.toContain(secretOfTrace);
    for (const heard of [id, id.toLowerCase(), id.replace('-', ''), ` ${id.replace('-', ' ')} `]) {
      const found = await site.control.get<Incident>(`/incidents/${encodeURIComponent(heard)}`);
      expect(found.incident.id).toBe(id);
      expect(found.contents).toMatchObject({ encoding: 'utf8', isCut: false });
      expect(found.contents?.original).toContain(secretOfTrace);
    }
    expect(await recordsOf('incident.read')).toEqual(
      Array.from({ length: 4 }, () => ({ actor: 'shell:shell', data: { incident: id } })),
    );
  });

  it('is on record by the name that a shell gives', async () => {
    await start();
    await turn('on');
    const { id } = await told();
    await site.control.get(`/incidents/${id}?actor=ada`);
    expect(await recordsOf('incident.read')).toEqual([{ actor: 'shell:ada', data: { incident: id } }]);
  });

  it('that nobody was told of is not found, and leaves no record', async () => {
    await start();
    await expect(site.control.get('/incidents/AAAA-AAAA')).rejects.toMatchObject({
      code: 'PORTCULLIS_NOT_FOUND',
    });
    expect(await recordsOf('incident.read')).toEqual([]);
  });

  it('is listed page by page', async () => {
    await start();
    await turn('on');
    const ids: string[] = [];
    for (let count = 0; count < 3; count += 1) ids.unshift((await told()).id);
    type Page = { readonly incidents: readonly { readonly id: string; readonly at: number }[] };
    const first = await site.control.get<Page>('/incidents?limit=2');
    const last = first.incidents.at(-1);
    const second = await site.control.get<Page>(`/incidents?limit=2&afterAt=${last?.at}&afterId=${last?.id}`);
    const listed = [...first.incidents, ...second.incidents].map(({ id }) => id);
    expect(listed.toSorted()).toEqual(ids.toSorted());
  });
});

describe('what is said in its place', () => {
  it('is what operators set, else what the policy says, else the gate’s words', async () => {
    await start({ production: { ...productionPolicy.production, text: { en: 'Ask the file.' } } });
    await turn('on');
    expect((await told()).body).toContain('Ask the file.');
    expect(await saveSettings({ production: { text: { en: 'Ask Ada.' } } })).toBe(200);
    expect((await told()).body).toContain('Ask Ada.');
    const [first] = await recordsOf('settings.changed');
    expect(first).toMatchObject({ data: { changed: expect.arrayContaining(['production.text']) } });
    const { values } = await site.control.get<{ values: readonly object[] }>('/policy');
    expect(values).toContainEqual({
      path: 'policy.production.text',
      value: { en: 'Ask Ada.' },
      from: 'settings',
    });
    expect(await saveSettings({})).toBe(200);
    expect((await told()).body).toContain('Ask the file.');
  });

  it.each([{ text: { en: 'a\nb' } }, { text: { en: 'x'.repeat(501) } }, { texts: {} }])(
    'is refused where a dialog cannot show it: %j',
    async (production) => {
      await start();
      expect(await saveSettings({ production })).toBe(400);
    },
  );

  it('is shown before it is saved, in every language, with the page', async () => {
    await start();
    const settings = {
      page: {},
      defaults: { message: {}, button: null },
      production: { text: { en: 'Ask Ada.' } },
    };
    const { id, errorTexts } = await site.control.post<{
      id: string;
      errorTexts: Readonly<Record<string, string>>;
    }>('/previews', { mode: 'open', settings });
    expect(errorTexts.en).toMatch(/^Ask Ada\. .*AB2C-3DE4/);
    expect(Object.keys(errorTexts)).toContain('de');
    const page = await overSocket('GET', `/previews/${id}?shows=error&language=en`);
    expect([page.status, page.body]).toEqual([200, expect.stringContaining('Ask Ada.')]);
    expect((await overSocket('GET', `/previews/${id}?language=en`)).body).not.toContain('Ask Ada.');
  });
});
