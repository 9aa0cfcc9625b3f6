import { Agent, type IncomingHttpHeaders, type OutgoingHttpHeaders, request as sendRequest } from 'node:http';

export interface VisitorClientOptions {
  readonly baseUrl: string;
  /** The name in the Host header, for asking under another one than the address says. @default that of `baseUrl` */
  readonly host?: string;
}

export interface VisitorRequest {
  readonly method: string;
  readonly path: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string | Buffer;
}

export interface VisitorResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly text: string;
}

/** Plain HTTP with a cookie jar, saying of itself what a browser would. It follows no redirects. */
export interface VisitorClient {
  send(request: VisitorRequest): Promise<VisitorResponse>;
  get(path: string): Promise<VisitorResponse>;
  /** Sends a form as its page would. */
  submit(path: string, fields: Readonly<Record<string, string>>): Promise<VisitorResponse>;
  /** Uploads one file the way a form does. */
  upload(path: string, file: { readonly name: string; readonly content: Buffer }): Promise<VisitorResponse>;
  cookies(): ReadonlyMap<string, string>;
  close(): void;
}

const ANSWER_TIMEOUT_MS = 30_000;

export function createVisitorClient({ baseUrl, host }: VisitorClientOptions): VisitorClient {
  const { hostname, port, host: addressHost } = new URL(baseUrl);
  const agent = new Agent({ keepAlive: true, maxSockets: 2 });
  const jar = new Map<string, string>();
  const ownHost = host ?? addressHost;

  const send = (visitorRequest: VisitorRequest): Promise<VisitorResponse> => {
    const { method, path, headers = {}, body } = visitorRequest;
    return new Promise((resolve, reject) => {
      const request = sendRequest({ agent, hostname, port, method, path, timeout: ANSWER_TIMEOUT_MS });
      request.setHeader('host', ownHost);
      request.setHeader('accept', 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.8');
      if (method !== 'GET' && method !== 'HEAD') {
        request.setHeader('origin', `http://${ownHost}`);
        request.setHeader('content-length', Buffer.byteLength(body ?? ''));
      }
      if (jar.size > 0) {
        request.setHeader('cookie', [...jar].map(([name, value]) => `${name}=${value}`).join('; '));
      }
      for (const [name, value] of Object.entries(headers)) {
        if (value !== undefined) {
          request.setHeader(name, value);
        }
      }
      request.once('timeout', () =>
        request.destroy(
          new Error(`Expected an answer to ${method} ${path} within ${ANSWER_TIMEOUT_MS} ms, got none.`),
        ),
      );
      request.once('error', reject);
      request.once('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.once('error', reject);
        response.once('end', () => {
          keepCookies(jar, response.headers['set-cookie'] ?? []);
          const whole = Buffer.concat(chunks);
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: whole,
            text: whole.toString(),
          });
        });
      });
      request.end(body);
    });
  };

  return {
    send,
    get: (path) => send({ method: 'GET', path }),
    submit: (path, fields) =>
      send({
        method: 'POST',
        path,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams(fields).toString(),
      }),
    upload(path, { name, content }) {
      const boundary = 'visitor-8c1f6f0b2d';
      const head = `--${boundary}\r\ncontent-disposition: form-data; name="${name}"; filename="picture.png"\r\ncontent-type: image/png\r\n\r\n`;
      return send({
        method: 'POST',
        path,
        headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
        body: Buffer.concat([Buffer.from(head), content, Buffer.from(`\r\n--${boundary}--\r\n`)]),
      });
    },
    cookies: () => jar,
    close: () => agent.destroy(),
  };
}

/** Enough of RFC 6265 for one host: name and value, and an end in the past that takes the cookie away. */
function keepCookies(jar: Map<string, string>, headers: readonly string[]): void {
  for (const header of headers) {
    const [pair = '', ...attributes] = header.split(';');
    const separator = pair.indexOf('=');
    const name = pair.slice(0, separator).trim();
    const ends = attributes
      .map((attribute) => attribute.trim())
      .find((attribute) => /^expires=/i.test(attribute));
    if (ends !== undefined && Date.parse(ends.slice('expires='.length)) <= Date.now()) {
      jar.delete(name);
    } else {
      jar.set(name, pair.slice(separator + 1).trim());
    }
  }
}
