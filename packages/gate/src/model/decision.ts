import type { Identity, Role } from './identity.ts';
import type { Mode } from './mode.ts';
import type { PassScope } from './pass.ts';
import type { Access } from './request.ts';
import type { Webhook } from './webhook.ts';

/**
 * Why a decision was made. `id` is stable and has few values (it labels metrics);
 * `detail` names the very rule of the policy, such as `POST /login`.
 */
export interface Rule {
  readonly id: RuleId;
  readonly detail: string;
}

export type RuleId =
  | 'framing'
  | 'nothing-governed'
  | 'malformed-target'
  | 'health'
  | 'production'
  | 'protected'
  | 'open'
  | 'exception'
  | 'sign-in'
  | 'webhook'
  | 'read-only-read'
  | 'preflight'
  | 'bypass'
  | 'worker'
  | 'sensitive'
  | 'read-only-write'
  | 'closed'
  | 'failure';

/** What the response must carry or lose. */
export interface Obligations {
  /** Inject a notice into HTML: quiet for visitors, loud for insiders. */
  readonly banner: 'visitor' | 'insider' | null;
  /** Personalised pages must not be stored by shared caches across a switch. */
  readonly privateCaching: boolean;
  /** Tell the upstream the decision in a signed header. */
  readonly decisionHeader: boolean;
  /**
   * Whoever asks is restricted by production mode: no debug switch of theirs reaches the application, and no technical error
   * of it reaches them.
   */
  readonly mask: boolean;
}

/** What the caller may do, as the app is told. */
export interface Standing {
  readonly role: Role;
  readonly subject: string | null;
  /**
   * What the caller's bypass allows: `write` = a write by him on the same route would be allowed now. Where the
   * mode is open, everybody may write whatever this says.
   */
  readonly scope: 'none' | 'read' | 'write';
  /** He tries what the window has changed: his writes are of a test run. */
  readonly isTest?: true;
  /** Which test run it is: what he causes elsewhere is known by it when it comes back. */
  readonly testRun?: string;
  /** What the pass allows by which alone the caller is known: nobody has signed in. */
  readonly byPass?: PassScope;
}

interface DecisionBase {
  readonly rule: Rule;
  readonly epoch: number;
  /** The mode in force for this request. */
  readonly mode: Mode;
  readonly standing: Standing;
  readonly obligations: Obligations;
}

export interface Allow extends DecisionBase {
  readonly kind: 'allow';
  /** A write that the window lets through on purpose: bypass or exception. Kept on record. */
  readonly approved: boolean;
  /** What it would do, its body looked at where that says so; null where nobody looked. */
  readonly access: Access | null;
}

export interface Refuse extends DecisionBase {
  readonly kind: 'refuse';
  readonly status: 400 | 403 | 404 | 405 | 413 | 503;
  readonly code: RefusalCode;
  /** Areas that caused it, for the page. */
  readonly areas: readonly string[];
  /** What was asked for: decides the page's wording. */
  readonly access: 'read' | 'write';
  /** Only because of digests of GraphQL documents that nobody declared: whoever sends the documents is judged by them. */
  readonly asksForDocuments?: true;
  /** It is refused for something that passes before the window does: when to come again. @default the window's end */
  readonly retryAfterSeconds?: number;
}

export type RefusalCode =
  | 'PORTCULLIS_READ_ONLY'
  | 'PORTCULLIS_CLOSED'
  | 'PORTCULLIS_MALFORMED_REQUEST'
  | 'PORTCULLIS_METHOD_REFUSED'
  | 'PORTCULLIS_BODY_TOO_LARGE'
  | 'PORTCULLIS_PRODUCTION_REFUSED'
  | 'PORTCULLIS_DECISION_FAILED';

/** A write by an insider that must be confirmed; answered by a page or 428. */
export interface Confirm extends DecisionBase {
  readonly kind: 'confirm';
  readonly bodyDigest: string;
}

/** Store the webhook and acknowledge it; who cannot refuses it. */
export interface Hold extends DecisionBase {
  readonly kind: 'hold';
  readonly webhook: Webhook;
  /** Its route is open: only what stands behind held ones of the same order is held, everything else goes on. */
  readonly onlyBehind: boolean;
  /** Areas that caused it. */
  readonly areas: readonly string[];
}

export interface Redirect extends DecisionBase {
  readonly kind: 'redirect';
  readonly location: string;
  /** The same is asked for there, body and all: 307. */
  readonly keepsMethod?: true;
}

/** Forward another target; the runtime decides again on it. */
export interface Rewrite extends DecisionBase {
  readonly kind: 'rewrite';
  readonly target: string;
}

export type Decision = Allow | Refuse | Confirm | Hold | Redirect | Rewrite;

/** The gate's own routes under the reserved prefix, answered by the gate itself in every mode. */
export interface Own {
  readonly kind: 'own';
  /** The path below the prefix, such as `status`. */
  readonly route: string;
}

/** A fact that `decide` lacks; the runtime satisfies each at most once and asks again. */
export interface Need {
  readonly kind: 'need';
  readonly what: 'identity' | 'body' | 'confirmation';
}

export type Verdict = Decision | Own | Need;

/** Facts a request does not carry itself. A need that failed or timed out is null: known as "none". */
export interface Known {
  readonly identity?: Identity | null;
  readonly body?: BodyFacts | null;
  /** Whether the request carried a valid, unused confirmation for exactly this write. */
  readonly confirmed?: boolean;
  /**
   * What became of a webhook that was to be held: `delivery`: it was held, and is delivered now. `in-turn`: nothing it would wait
   * for is held. `test-run`: it belongs to one, as its verified body says.
   */
  readonly webhook?: 'delivery' | 'in-turn' | 'test-run';
}

export interface BodyFacts {
  /** SHA-256 of the body's bytes, lower-case hex; null until a confirmation is asked for, which nothing else needs it for. */
  readonly digest: string | null;
  /** Other methods that fields of the body ask the app to take the request for, in upper case; null = unreadable. */
  readonly overrides: readonly string[] | null;
  /** What the calls in it would do, by the rule of the route; null where no one rule says. */
  readonly calls: CallReading | null;
  /** Whether every call in it is one that production mode lets through; absent where it lets all through. */
  readonly isLetThrough?: boolean;
}

/**
 * What the calls in a request would do; whatever cannot be read writes. Names of reads stand in the policy; those of
 * writes are the client's, escaped and cut short, as is whatever of it `why` shows.
 */
export type CallReading =
  | { readonly access: 'read'; readonly names: readonly string[] }
  | {
      readonly access: 'write';
      readonly names: readonly string[];
      readonly why: string;
      /** Every call that is no read is a digest of an automatic persisted query alone, which nobody declared. */
      readonly isUnknownDigest?: true;
    };
