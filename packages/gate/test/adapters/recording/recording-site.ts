import type { IncomingHttpHeaders } from 'node:http';
import type { Gate } from '../../../src/runtime/gate.ts';
import type { RunningHost } from '../adapter-under-test.ts';

/** The part of the app that a request was taken to, by the framework's own routing. */
export type Part = 'admin' | 'login' | 'status' | 'other';

/** The head of a request as the app's own code is shown it. */
export interface ArrivedHead {
  readonly method: string;
  readonly target: string;
  readonly headers: readonly (readonly [string, string])[];
}

/** A request that is on record from its head on; without `served` it was cut off. */
export interface Arrival {
  served(body: Buffer, part: Part): void;
}

/** Takes down what the gate let through to the app. */
export interface Recorder {
  arrived(head: ArrivedHead): Arrival;
  /** Bytes on a connection that the app took over. */
  tunnelled(bytes: Buffer): void;
}

export interface RecordingOptions {
  readonly gate: Gate;
  readonly recorder: Recorder;
  /** Where it listens. */
  readonly address: string;
}

/** An app of one framework with the gate inside, listening on any port. */
export type StartRecordingSite = (options: RecordingOptions) => Promise<RunningHost>;

/** Their warnings are tested elsewhere. */
export const quiet = { logger: { warn: () => undefined } };

/** The stream of events that every app has. */
export const eventsPath = '/events';
export const eventStream = { type: 'text/event-stream', first: 'data: 1\n\n' };

/** How a plain program routes: the bytes before the query, nothing decoded. */
export function plainPart(target: string): Part {
  const path = target.split('?', 1)[0] ?? '';
  if (path === '/admin' || path.startsWith('/admin/')) return 'admin';
  if (path === '/login') return 'login';
  return path === '/status' ? 'status' : 'other';
}

/** As apps read them, after the gate has taken out what is none of their business. */
export function shownHeaders(headers: IncomingHttpHeaders): ArrivedHead['headers'] {
  return Object.entries(headers).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value ?? '']).map((text) => [name, text] as const),
  );
}

/** The stream of events, for hosts that answer with a `Response`. */
export function endlessEvents(): Response {
  const body = new ReadableStream({
    start: (controller) => controller.enqueue(Buffer.from(eventStream.first)),
  });
  return new Response(body, { headers: { 'Content-Type': eventStream.type } });
}
