import { withMaintenance } from '../../../src/adapters/fetch.ts';
import { createFetchServer } from '../hosts/fetch-server.ts';
import { listen } from '../hosts/listen.ts';
import { endlessEvents, eventsPath, plainPart, quiet, type StartRecordingSite } from './recording-site.ts';

/** A handler on a host that tells the address of the connection, and nothing else that a `Request` does not show. */
export const startFetchRecording: StartRecordingSite = ({ gate, recorder, address }) => {
  const handler = withMaintenance(
    gate,
    async (request: Request, _peer: string | null) => {
      const { pathname, search } = new URL(request.url);
      const { method, headers } = request;
      const arrival = recorder.arrived({ method, target: pathname + search, headers: [...headers] });
      arrival.served(Buffer.from(await request.arrayBuffer()), plainPart(pathname));
      return pathname === eventsPath ? endlessEvents() : new Response('ok');
    },
    { ...quiet, see: (_, peer) => ({ peer }) },
  );
  const server = createFetchServer((request, { socket }) => handler(request, socket.remoteAddress ?? null));
  return listen(server, address);
};
