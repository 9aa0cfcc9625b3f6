/** As many as one test takes. */
export const mostRequests = 50;

export interface RequestLine {
  readonly method: string;
  readonly url: string;
}

/** Requests as people write them, one in a line: `POST /checkout`, or a path alone for GET. Twice the same is once. */
export function requestLines(text: string): readonly RequestLine[] {
  const found = new Map<string, RequestLine>();
  for (const line of text.split('\n')) {
    const [first = '', ...rest] = line.trim().split(/\s+/);
    if (first === '') continue;
    const request =
      rest.length === 0
        ? { method: 'GET', url: first }
        : { method: first.toUpperCase(), url: rest.join(' ') };
    found.set(`${request.method} ${request.url}`, request);
  }
  return [...found.values()];
}

/** Of the examples of routes, for a first look; a path of a route for any method is asked for as a read and a write. */
export function linesOfRoutes(
  routes: readonly { readonly match: string; readonly examples: readonly string[] }[],
): string {
  const lines = routes.flatMap(({ match, examples }) => {
    const method = /^([A-Z]+(?:\|[A-Z]+)*)\s/.exec(match)?.[1]?.split('|')[0];
    const [example] = examples;
    if (example === undefined) return [];
    const path = example.replace(/^[A-Z]+\s+/, '');
    return method === undefined ? [`GET ${path}`, `POST ${path}`] : [`${method} ${path}`];
  });
  return [...new Set(lines)].slice(0, mostRequests).join('\n');
}
