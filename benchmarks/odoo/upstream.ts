import { createServer, request, type Server } from 'node:http';

/** What is called, and answered, the same each time; everything else is the double's to answer. */
export interface CannedCall {
  readonly path: string;
  readonly body: Buffer;
}

/**
 * An Odoo as quick as Node can be, in front of the double: a call that is measured is answered from memory, and who
 * somebody is by the double. Returns its port.
 */
export async function startQuickOdoo(
  double: string,
  calls: readonly CannedCall[],
): Promise<{ readonly server: Server; readonly url: string }> {
  const byPath = new Map(calls.map(({ path, body }) => [path, body]));
  const server = createServer((incoming, outgoing) => {
    // Production mode takes `?debug=0` along: asked for by the whole target, those calls were answered by the double.
    const canned = byPath.get((incoming.url ?? '').split('?', 1)[0] ?? '');
    if (canned !== undefined) {
      incoming.resume().once('end', () => {
        outgoing.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': canned.length });
        outgoing.end(canned);
      });
      return;
    }
    const { method, headers, url } = incoming;
    const asked = request(`${double}${url}`, { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    asked.once('error', () => outgoing.destroy());
    incoming.pipe(asked);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('Expected a TCP address');
  return { server, url: `http://127.0.0.1:${address.port}` };
}
