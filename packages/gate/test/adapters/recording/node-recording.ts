import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { maintenance } from '../../../src/adapters/node.ts';
import { listen } from '../hosts/listen.ts';
import { takePastMiddleware } from './past-middleware.ts';
import {
  eventStream,
  eventsPath,
  plainPart,
  quiet,
  type Recorder,
  type StartRecordingSite,
  shownHeaders,
} from './recording-site.ts';

export const startNodeRecording: StartRecordingSite = ({ gate, recorder, address }) => {
  const gated = maintenance(gate, quiet);
  const server = createServer((incoming, response) =>
    gated(incoming, response, () => void serve(recorder, incoming, response)),
  );
  gated.attach(server);
  takePastMiddleware(server, recorder);
  return listen(server, address);
};

async function serve(recorder: Recorder, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = '', url: target = '', headers } = incoming;
  const arrival = recorder.arrived({ method, target, headers: shownHeaders(headers) });
  const body = await buffer(incoming).catch(() => null);
  if (body === null) return;
  arrival.served(body, plainPart(target));
  if (target === eventsPath)
    response.writeHead(200, { 'Content-Type': eventStream.type }).write(eventStream.first);
  else response.setHeader('Content-Type', 'text/plain').end('ok');
}
