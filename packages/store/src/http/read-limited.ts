import { ShapeError } from '../record/shape.ts';

/** A body whole, or a `ShapeError` when there is more of it than anybody would answer. */
export async function readLimited(response: Response, mostBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  if (response.body !== null) {
    // Leaving the loop ends the stream.
    for await (const chunk of response.body) {
      length += chunk.byteLength;
      if (length > mostBytes) throw new ShapeError(`the answer has more than ${mostBytes} bytes`);
      chunks.push(chunk);
    }
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}
