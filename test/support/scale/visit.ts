import { Agent, type RequestOptions, request } from 'node:https';

export interface Visitor {
  /** Gives the answer; rejects where there is none. */
  ask(method: string, target: string, more?: AskOptions): Promise<Answer>;
  /** Many at the same time, until `stop`, which gives how often each method was answered by each status. */
  keepAsking(most: number): { count(): number; stop(): Promise<Readonly<Record<string, number>>> };
  leave(): void;
}

export interface AskOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** @default "shop.example.com" */
  readonly host?: string;
}

export interface Answer {
  readonly status: number;
  readonly cookies: readonly string[];
  readonly body: string;
}

/** Somebody who comes through nginx, over TLS. */
export function visitorAt(port: number): Visitor {
  const agent = new Agent({ keepAlive: true, rejectUnauthorized: false });

  function ask(method: string, target: string, more: AskOptions = {}): Promise<Answer> {
    const { headers = {}, body = method === 'POST' ? 'a=1' : undefined, host = 'shop.example.com' } = more;
    const options: RequestOptions = {
      ...{ host: '127.0.0.1', port, method, path: target, agent, servername: host },
      headers: {
        Host: host,
        ...(body !== undefined && { 'Content-Length': Buffer.byteLength(body) }),
        ...headers,
      },
    };
    return new Promise((resolve, reject) => {
      const outgoing = request(options, (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('error', reject).on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('end', () =>
          resolve({
            status: incoming.statusCode ?? 0,
            cookies: incoming.headers['set-cookie'] ?? [],
            body: Buffer.concat(chunks).toString('utf8'),
          }),
        );
      });
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }

  return {
    ask,
    keepAsking(most) {
      const counts: Record<string, number> = {};
      let goesOn = true;
      const one = async (index: number) => {
        while (goesOn) {
          const method = index % 2 === 0 ? 'GET' : 'POST';
          const { status } = await ask(method, '/orders').catch(() => ({ status: 'no answer' }));
          const key = `${method} ${status}`;
          counts[key] = (counts[key] ?? 0) + 1;
          // Not as fast as it can: others work on this machine, too.
          await new Promise((resolve) => setTimeout(resolve, 10));
        }
      };
      const all = Promise.all(Array.from({ length: most }, (_, index) => one(index)));
      return {
        count: () => Object.values(counts).reduce((sum, count) => sum + count, 0),
        async stop() {
          goesOn = false;
          await all;
          return counts;
        },
      };
    },
    leave: () => agent.destroy(),
  };
}
