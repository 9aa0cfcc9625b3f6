import type { RawRequest } from '../../packages/gate/src/model/request.ts';

/** Ten headers, as a browser sends them through one proxy. */
const browserHeaders: readonly string[] = [
  ...[
    'Host',
    'shop.example',
    'User-Agent',
    'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0',
  ],
  ...[
    'Accept',
    'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
    'Accept-Language',
    'de,en;q=0.7',
  ],
  ...[
    'Accept-Encoding',
    'gzip, deflate, br, zstd',
    'Cookie',
    'session=8f14e45fceea167a5a36dedd4bea2543; theme=dark',
  ],
  ...['Sec-Fetch-Dest', 'document', 'Sec-Fetch-Mode', 'navigate', 'Connection', 'keep-alive'],
  ...['X-Forwarded-For', '198.51.100.23'],
];

export interface Traffic {
  readonly name: string;
  /** Distinct requests, so that no path stays in a cache longer than it would in traffic. */
  readonly requests: readonly RawRequest[];
}

const distinct = 512;

export const traffic: readonly Traffic[] = [
  of('GET a page, no rule hits', 'GET', (id) => `/products/${id}`),
  of('GET with a query', 'GET', (id) => `/search?q=lamp+${id}&page=2&next=%2Fhome`),
  of('GET a script', 'GET', (id) => `/assets/app.${id.toString(16)}f3a9.min.js`),
  of('GET in an area', 'GET', (id) => `/uploads/${id}/photo`),
  of('GET, escaped', 'GET', (id) => `/caf%C3%A9/lampe%20${id}`),
  of('GET, escaped twice', 'GET', (id) => `/files/a%2520b%2Fc-${id}`),
  of('POST, refused', 'POST', (id) => `/cart-items/${id}`),
  of('POST, an exception', 'POST', (id) => `/session/${(id % 22) * 9 + 7}`),
  of('GET, declared a write', 'GET', (id) => `/newsletter/${(id % 22) * 9 + 1}/unsubscribe`),
];

function of(name: string, method: string, targetOf: (id: number) => string): Traffic {
  const requests = Array.from({ length: distinct }, (_, id): RawRequest => {
    const body = method === 'POST' ? ['Content-Type', 'application/json', 'Content-Length', '81'] : [];
    return {
      method,
      target: targetOf(id),
      headers: [...browserHeaders, ...body],
      peer: '10.0.0.2',
      httpVersion: '1.1',
      secure: false,
      upgrade: false,
    };
  });
  return { name, requests };
}
