/** What an answer needs to know of the request. */
export interface AnswerRequest {
  readonly method: string;
  /** Flat list: name, value, name, value … */
  readonly headers: readonly string[];
  /** As sent, without a confirmation. Shown to insiders who confirm a write, never to visitors. */
  readonly target: string;
  /** Whether the visitor's connection is encrypted. */
  readonly https: boolean;
}
