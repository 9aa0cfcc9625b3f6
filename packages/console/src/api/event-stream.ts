/** One event of a stream, as the HTML standard says (section 9.2). */
export interface StreamEvent {
  readonly type: string;
  readonly data: string;
}

/** Takes text as it comes, in pieces of any size, and gives the events that are whole. */
export function createEventParser(): (piece: string) => StreamEvent[] {
  let rest = '';
  let type = '';
  let data: string[] = [];
  let endedOnReturn = false;

  function take(line: string): StreamEvent | null {
    if (line === '') {
      const event = data.length === 0 ? null : { type: type || 'message', data: data.join('\n') };
      type = '';
      data = [];
      return event;
    }
    const colon = line.indexOf(':');
    if (colon === 0) return null; // a comment, sent so that the stream lives
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') type = value;
    if (field === 'data') data.push(value);
    return null;
  }

  return (piece) => {
    // A line feed that belongs to the carriage return before it ends no second line.
    const text = endedOnReturn && piece.startsWith('\n') ? piece.slice(1) : piece;
    if (piece !== '') endedOnReturn = piece.endsWith('\r');
    const lines = (rest + text).split(/\r\n|\r|\n/);
    rest = lines.pop() ?? '';
    return lines.map(take).filter((event) => event !== null);
  };
}

/** How long to wait before the next try: longer each time, and not all consoles at once. `random` is 0 to 1. */
export function reconnectDelayMs(failures: number, random: number): number {
  const longest = Math.min(500 * 2 ** failures, 15_000);
  return Math.round(longest / 2 + (longest / 2) * random);
}
