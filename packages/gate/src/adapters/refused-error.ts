import { type Answer, errorRegistry, PortcullisError, type Refuse } from '../runtime/for-adapters.ts';

/** About the page that an error does not carry: the host's error handling makes its own body. */
const aboutTheBody: ReadonlySet<string> = new Set([
  'content-type',
  'content-language',
  'content-security-policy',
  'content-length',
]);

/** A refusal for the host's error handling, in the shape of `http-errors`: with `errors: 'throw'` only. */
export class RefusedError extends PortcullisError {
  override readonly status: number;
  readonly statusCode: number;
  /** The message is for everybody. */
  readonly expose = true;
  /** Retry-After, Cache-Control and the like: to be sent whatever the body is. */
  readonly headers: Readonly<Record<string, string>>;
  readonly decision: Refuse;

  constructor(decision: Refuse, answer: Answer) {
    super(decision.code, errorRegistry[decision.code].title);
    this.status = answer.status;
    this.statusCode = answer.status;
    this.headers = Object.fromEntries(
      answer.headers.filter(([name]) => !aboutTheBody.has(name.toLowerCase())),
    );
    this.decision = decision;
  }
}
