import type { Received } from '../../../../test/support/send-request.ts';
import { sendRequest } from '../../../../test/support/send-request.ts';
import { type RunningSite, startSite } from './running-site.ts';

export interface ConsoleAnswer extends Received {
  /** The body of an answer of JSON. */
  readonly json: Readonly<Record<string, unknown>>;
}

export interface ConsoleRequest {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is, instead of `body`. */
  readonly text?: string;
}

/** A browser with the console open: it keeps cookies, and sends what a page of the console would. */
export interface ConsoleBrowser {
  readonly port: number;
  /** By name. */
  readonly cookies: Map<string, string>;
  /** To be sent with everything that changes something; of the last session that it was told. */
  token: string;
  /** `path` below the site: `/session`; or `path` from the root: `//health`. */
  send(method: string, path: string, request?: ConsoleRequest): Promise<ConsoleAnswer>;
  get(path: string): Promise<ConsoleAnswer>;
  post(path: string, body?: unknown): Promise<ConsoleAnswer>;
}

export interface ConsoleBrowserOptions {
  /** As a proxy in front says; the policy must name 127.0.0.1 as one. */
  readonly address?: string;
}

/** Policy of sites whose browsers come from several addresses. */
export const behindProxy = { trusted: { proxies: ['127.0.0.1/32'] } };

export function openBrowser(site: RunningSite, { address }: ConsoleBrowserOptions = {}): ConsoleBrowser {
  const port = site.server.consolePort ?? 0;
  const cookies = new Map<string, string>();
  const browser: ConsoleBrowser = {
    port,
    cookies,
    token: '',
    get: (path) => browser.send('GET', path),
    post: (path, body = {}) => browser.send('POST', path, { body }),
    async send(method, path, { body, text, headers = {} } = {}) {
      const content = text ?? (body === undefined ? undefined : JSON.stringify(body));
      const answer = await sendRequest({
        port,
        method,
        target: path.startsWith('//') ? path.slice(1) : `/v1/sites/default${path}`,
        headers: {
          Host: `127.0.0.1:${port}`,
          'Sec-Fetch-Site': 'same-origin',
          ...(method === 'GET' ? {} : { Origin: `http://127.0.0.1:${port}` }),
          ...(content === undefined ? {} : { 'Content-Type': 'application/json' }),
          ...(address === undefined ? {} : { 'X-Forwarded-For': address }),
          ...(browser.token === '' ? {} : { 'Portcullis-Console': browser.token }),
          ...(cookies.size === 0
            ? {}
            : { Cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') }),
          ...headers,
        },
        ...(content !== undefined && { body: [content] }),
      });
      for (const line of answer.headers['set-cookie'] ?? []) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        if (value === '') cookies.delete(name);
        else cookies.set(name, value);
      }
      const json = parsed(answer);
      const token = tokenIn(json);
      if (token !== null) browser.token = token;
      return { ...answer, json };
    },
  };
  return browser;
}

function parsed({ body, headers }: Received): ConsoleAnswer['json'] {
  return body !== '' && /json/.test(headers['content-type'] ?? '')
    ? (JSON.parse(body) as ConsoleAnswer['json'])
    : {};
}

function tokenIn(json: ConsoleAnswer['json']): string | null {
  const session = (json.session ?? json) as { readonly token?: unknown; readonly scopes?: unknown };
  // Keys have a token as well, and it is no session's.
  return typeof session.token === 'string' && Array.isArray(session.scopes) ? session.token : null;
}

export const password = 'correct horse battery staple';

/** A browser in which the first owner has just enrolled. */
export async function firstOwner(
  site: RunningSite,
  options?: ConsoleBrowserOptions,
): Promise<ConsoleBrowser> {
  const browser = openBrowser(site, options);
  const code = site.server.firstRun?.code ?? '';
  const answer = await browser.post('/enrolments', { code, name: 'ada', password });
  if (answer.status !== 201) throw new Error(`enrolling failed: ${answer.body}`);
  return browser;
}

/** A browser of somebody who was invited and has set a password. */
export async function invited(
  site: RunningSite,
  { name, role, ...options }: { readonly name: string; readonly role: string } & ConsoleBrowserOptions,
): Promise<ConsoleBrowser> {
  const { code } = await site.control.post<{ code: string }>('/operators', { name, role, actor: 'shell' });
  const browser = openBrowser(site, options);
  const answer = await browser.post('/enrolments', { code, password });
  if (answer.status !== 201) throw new Error(`enrolling failed: ${answer.body}`);
  return browser;
}

/** A site behind a proxy of its own, whose owner and viewer are signed in at addresses of their own. */
export async function startWithOwnerAndViewer() {
  const site = await startSite({ policy: behindProxy });
  const owner = await firstOwner(site, { address: '192.0.2.1' });
  const viewer = await invited(site, { name: 'vera', role: 'viewer', address: '192.0.2.2' });
  return { site, owner, viewer };
}
