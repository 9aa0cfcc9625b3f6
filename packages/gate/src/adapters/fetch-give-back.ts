/** A body that somebody has read, for the app. */
export type Content = Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>;

const ways = ['text', 'json', 'arrayBuffer', 'bytes', 'blob', 'formData'] as const;

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
      // Older runtimes have no `bytes`.
      ...ways
        .filter((way) => typeof body[way] === 'function')
        .map((way) => define(request, way, () => body[way]())),
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
