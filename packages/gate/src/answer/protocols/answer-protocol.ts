import type { CallOutline, CallProtocol } from '../../model/calls.ts';
import type { Mode } from '../../model/mode.ts';
import type { AnswerRequest } from '../answer-request.ts';
import type { HeaderList } from '../cors.ts';
import type { Problem } from '../problem.ts';
import type { Reader } from '../reader.ts';

/** How the clients of one protocol are told. Pure; what is written is whole, and nothing of it is the request's own. */
export interface AnswerProtocol {
  /** The call rule of a route whose clients speak it; null where only headers tell. */
  readonly calls: CallProtocol | null;
  /** The request headers that it looks at, for Vary. */
  readonly looksAt: readonly string[];
  /** Whether the headers leave no doubt, where no rule says it. */
  readonly isMeant: (request: AnswerRequest) => boolean;
  readonly write: (told: Told, asked: Asked) => ProtocolAnswer;
  /** Asks for the documents that a client named by their digests alone; it sends the request again, with them. */
  readonly askForDocuments?: (asked: Asked) => Pick<ProtocolAnswer, 'contentType' | 'body'>;
}

/** What was asked. */
export interface Asked {
  readonly request: AnswerRequest;
  readonly call?: CallOutline;
  readonly dialect?: readonly AnswerProtocol[];
}

/** What is to be told, before a protocol gives it its form. */
export interface Told {
  readonly reader: Reader;
  readonly problem: Problem;
  /** All of it in one plain text, for clients that show one. */
  readonly message: string;
  /** Which mode refuses: of the site, or of the area. */
  readonly mode: Mode;
  /** What support asks for; null when there is none. */
  readonly reference: string | null;
  /** Where the operator sends people meanwhile; null when nowhere. */
  readonly button: { readonly label: string; readonly href: string } | null;
}

export interface ProtocolAnswer {
  readonly contentType: string;
  readonly body: string;
  /** @default the problem's */
  readonly status?: number;
  readonly headers?: HeaderList;
}
