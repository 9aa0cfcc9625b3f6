import type { IncidentChannel } from '../../model/incident.ts';
import type { Errors } from '../../model/production.ts';

export interface MaskerInput {
  readonly response: MaskedResponse;
  readonly errors: Errors;
  readonly words: MaskWords;
}

export interface MaskedResponse {
  readonly status: number;
  /** One Content-Type value; null = none was sent. */
  readonly contentType: string | null;
}

/** What is said in place of technical errors. None of it needs to succeed: where it throws, plain words stand in. */
export interface MaskWords {
  /** Called once for a response, at the moment an error is masked in it; returns the incident's id. */
  report(found: MaskedError): string;
  /** One sentence in plain text, for dialogs and JSON. */
  text(id: string): string;
  /** A whole HTML page. */
  page(id: string): string;
}

export interface MaskedError {
  readonly channel: IncidentChannel;
  /** Of the exception, where the response says it, such as `builtins.ValueError`. */
  readonly name: string | null;
  /** What nobody restricted gets to see, as the application sent it. */
  readonly original: Uint8Array;
  /** There was more of it than is kept. */
  readonly isCut: boolean;
}

/**
 * Takes a response's body apart, decoded and uncompressed, as it comes. Nothing of it throws. Without getters: V8 makes a hidden
 * class for every object literal that has one, outside the young generation, which keeps all that the object leads to until
 * the next full collection (a fifth of the time of an answer, measured).
 */
export interface Masker {
  /** The Content-Type to send instead, known before the first byte and true whatever comes; null = as it was. */
  readonly contentType: string | null;
  /** Nothing more is looked for: what follows goes on as it comes. */
  isDone(): boolean;
  /** What may go on now. */
  write(chunk: Uint8Array): Uint8Array;
  /** What is left. */
  end(): Uint8Array;
}

/** More than any error was seen to be (1-7 kB), and little enough to hold for each response. */
export const mostErrorBytes = 1_048_576;
