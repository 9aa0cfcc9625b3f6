import { openSocket } from '../support/raw-console.ts';

/** Sends a call as these bytes on a connection of its own, and gives back everything that came. */
export async function rawCall(port: number, ...pieces: readonly (string | Uint8Array)[]): Promise<string> {
  const { socket, all } = openSocket(port);
  for (const piece of pieces) socket.write(typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece);
  return await all;
}
