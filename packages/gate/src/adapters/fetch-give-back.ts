/** A body that somebody has read, for the app. */
export type Content = Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>;

const ways = ['text', 'json', 'arrayBuffer', 'blob', 'formData'] as const;

/**
 * Gives a request that was read its body back, as properties of its own: frameworks that make requests themselves know more
 * than a copy could carry (`ip` and `waitUntil` of srvx), and no constructor takes them. Of the runtime's own kind it must not
 * be: `new Request(request)` and `fetch(request)` do not ask for properties. Returns whether that could be done.
 */
export function giveBack(request: Request, content: Content): boolean {
  const type = request.headers.get('content-type');
  const body = new Response(content, { headers: type === null ? {} : { 'Content-Type': type } });
  try {
    const isDefined = [
      Reflect.defineProperty(request, 'body', { configurable: true, get: () => body.body }),
      Reflect.defineProperty(request, 'bodyUsed', { configurable: true, get: () => body.bodyUsed }),
      ...ways.map((way) => define(request, way, () => body[way]())),
      // Older runtimes have none, and the Response that @hono/node-server puts in the place of the runtime's throws at it.
      define(request, 'bytes', async () => new Uint8Array(await body.arrayBuffer())),
      define(request, 'clone', () => cloneOf(request, body.clone())),
    ].every((isDone) => isDone);
    return isDefined && request.body === body.body && !request.bodyUsed;
  } catch {
    return false;
  }
}

function define(request: Request, name: string, value: () => unknown): boolean {
  return Reflect.defineProperty(request, name, { configurable: true, writable: true, value });
}

function cloneOf({ url, method, headers, signal }: Request, { body }: Response): Request {
  const parts: RequestInit = { method, headers: new Headers(headers), body, duplex: 'half' };
  try {
    return new Request(url, { ...parts, signal });
  } catch {
    // A signal of the framework's own.
    return new Request(url, parts);
  }
}
