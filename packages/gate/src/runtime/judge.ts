import { decide, refusalOfFailure } from '../decide/decide.ts';
import { isTimeless } from '../decide/snapshot.ts';
import { refusalOfHold } from '../decide/verdicts.ts';
import type { Allow, BodyFacts, Decision, Known, Need, Own, Rewrite } from '../model/decision.ts';
import { confirmParameter } from '../model/header.ts';
import type { RawRequest } from '../model/request.ts';
import type { BodyReader } from '../ports/body-reader.ts';
import type { Clock } from '../ports/clock.ts';
import { type ReadGraphqlCall, readBody } from '../reading/body/read-body.ts';
import { CanonicalRequest } from '../reading/canonical-request.ts';
import { splitConfirmation } from './confirmation.ts';
import { createDecompressor } from './decompress-body.ts';
import type { IdentityResolver } from './resolve-identity.ts';
import { sha256Hex } from './signing/keyed-hash.ts';
import type { View } from './view.ts';

/** A decided request, with what was learned on the way. */
export interface Judgement {
  readonly request: CanonicalRequest;
  readonly decision: Decision | Own;
  readonly view: View;
  readonly known: Known;
  /** The body, when the decision needed it: forwarded byte for byte. */
  readonly body: Uint8Array | null;
  /** Cookies that a session probe was given; passed on with the response. */
  readonly setCookies: readonly string[];
}

export interface JudgeOptions {
  readonly body?: BodyReader | undefined;
  /** Assumed from the start. @default nothing */
  readonly known?: Known | undefined;
}

export interface Judge {
  /** Never throws and never rejects: a failure on the way is a refusal. */
  judge(raw: RawRequest, view: View, options: JudgeOptions): Judgement | Promise<Judgement>;
}

export interface JudgeParts {
  readonly identities: IdentityResolver;
  /** Looked at only where it counts: a look costs as much as deciding about a request of an open site. */
  readonly clock: Clock;
  /** Whether the token confirms exactly this write. May have an effect: the token is used up. */
  readonly confirm: (input: ConfirmInput) => Promise<boolean>;
  /** Null when no rule of the policy speaks of GraphQL. */
  readonly readGraphql: ReadGraphqlCall | null;
  readonly bodyLimitBytes: number;
  /** Whether the host stores webhooks that are to be held; else they are refused. */
  readonly holds: boolean;
  readonly onFailure: (error: unknown) => void;
}

export interface ConfirmInput {
  /** As the host handed it over: the same object when the same request is judged again. */
  readonly raw: RawRequest;
  readonly request: CanonicalRequest;
  readonly known: Known;
  readonly token: string;
  readonly view: View;
}

/** The judgement of a request by a view that governs nothing: see `isUngoverned`. */
export function ungovernedJudgement(view: View, raw: RawRequest): Judgement & { readonly decision: Allow } {
  const { compiled, ungoverned } = view.snapshot;
  const request = new CanonicalRequest(compiled, raw);
  return { request, decision: ungoverned, view, known: nothingKnown, body: null, setCookies: noCookies };
}

/** One request on its way to a decision. */
interface Inquiry {
  readonly request: CanonicalRequest;
  /** As it came: with its confirmation, which `request` is without. */
  readonly raw: RawRequest;
  readonly view: View;
  /** When it was asked for, where that counts. */
  readonly monotonicMs: number;
  readonly reader: BodyReader | undefined;
  readonly known: Known;
  readonly body: Uint8Array | null;
  readonly setCookies: readonly string[];
  readonly isRewritten: boolean;
}

const nothingKnown: Known = Object.freeze({});
const noCookies: readonly string[] = Object.freeze([]);

/** Runs `decide` until it needs nothing more: each need is satisfied at most once, synchronously where it can be. */
export function createJudge(parts: JudgeParts): Judge {
  const { identities, clock, confirm, readGraphql, bodyLimitBytes, holds, onFailure } = parts;
  const decompress = createDecompressor({ limitBytes: bodyLimitBytes, clock });

  function judge(
    raw: RawRequest,
    view: View,
    { known = nothingKnown, body }: JudgeOptions,
  ): Judgement | Promise<Judgement> {
    const { snapshot } = view;
    let request = new CanonicalRequest(snapshot.compiled, raw);
    try {
      // Looked for only where it can be: splitting looks through all headers, for every request of an open site.
      if (raw.target.includes(confirmParameter)) {
        const split = splitConfirmation(raw);
        if (split.request !== raw) request = new CanonicalRequest(snapshot.compiled, split.request);
      }
      const monotonicMs = isTimeless(snapshot) ? 0 : clock.monotonicMs();
      const verdict = decide(snapshot, request, known, monotonicMs);
      // All that most requests need: an inquiry is made when more must be found out.
      if (verdict.kind !== 'need' && verdict.kind !== 'rewrite') {
        return { request, decision: honoured(verdict), view, known, body: null, setCookies: noCookies };
      }
      const inquiry: Inquiry = {
        request,
        raw,
        view,
        monotonicMs,
        reader: body,
        known,
        body: null,
        setCookies: noCookies,
        isRewritten: false,
      };
      return verdict.kind === 'rewrite' ? rewritten(inquiry, verdict) : pursue(inquiry, verdict.what);
    } catch (error) {
      return failed({ request, view, setCookies: noCookies }, error);
    }
  }

  function proceed(inquiry: Inquiry): Judgement | Promise<Judgement> {
    try {
      const { request, view, known, body, setCookies } = inquiry;
      const verdict = decide(view.snapshot, request, known, inquiry.monotonicMs);
      if (verdict.kind === 'need') return pursue(inquiry, verdict.what);
      if (verdict.kind === 'rewrite') return rewritten(inquiry, verdict);
      return { request, decision: honoured(verdict), view, known, body, setCookies };
    } catch (error) {
      return failed(inquiry, error);
    }
  }

  function honoured(decision: Decision | Own): Decision | Own {
    return decision.kind === 'hold' && !holds ? refusalOfHold(decision) : decision;
  }

  /** Decided again, as whatever another target may mean; once, because a second one would be a rule at odds with itself. */
  function rewritten(inquiry: Inquiry, { target }: Rewrite): Judgement | Promise<Judgement> {
    if (inquiry.isRewritten) throw new Error('a rewritten target was to be rewritten again');
    return proceed({ ...inquiry, request: inquiry.request.withTarget(target), isRewritten: true });
  }

  function pursue(inquiry: Inquiry, what: Need['what']): Judgement | Promise<Judgement> {
    const next = satisfy(inquiry, what);
    if (!(next instanceof Promise)) return proceed(next);
    return next.then(proceed, (error: unknown) => failed(inquiry, error));
  }

  function satisfy(inquiry: Inquiry, what: Need['what']): Inquiry | Promise<Inquiry> {
    const { known } = inquiry;
    switch (what) {
      case 'identity':
        if (known.identity !== undefined) throw cameTwice(what);
        return withIdentity(inquiry);
      case 'body':
        if (known.body !== undefined) throw cameTwice(what);
        return withBody(inquiry);
      case 'confirmation':
        if (known.confirmed !== undefined) throw cameTwice(what);
        return withConfirmation(inquiry);
    }
  }

  function withIdentity(inquiry: Inquiry): Inquiry | Promise<Inquiry> {
    const setCookies: string[] = [];
    const moment = {
      wallMs: clock.wallMs,
      monotonicMs: clock.monotonicMs(),
      passCookieOn: (cookie: string) => void setCookies.push(cookie),
    };
    const found = identities.resolve(inquiry.request, inquiry.view, moment);
    const add = (identity: Awaited<typeof found>): Inquiry => ({
      ...inquiry,
      known: { ...inquiry.known, identity: identity ?? null },
      setCookies,
    });
    return found instanceof Promise ? found.then(add) : add(found);
  }

  async function withBody(inquiry: Inquiry): Promise<Inquiry> {
    const body = (await inquiry.reader?.read(bodyLimitBytes)) ?? null;
    if (body === null) return { ...inquiry, body, known: { ...inquiry.known, body } };
    const { contentEncoding } = inquiry.request;
    // Most are in none, and are not to wait for a turn of theirs.
    const decompressed =
      contentEncoding === null ? null : await decompress(body, { reader: inquiry.reader, contentEncoding });
    const facts: BodyFacts = {
      digest: null,
      ...readBody(inquiry.request, body, { readGraphql, decompressed }),
    };
    return { ...inquiry, body, known: { ...inquiry.known, body: facts } };
  }

  async function withConfirmation(inquiry: Inquiry): Promise<Inquiry> {
    const { request, raw, view, body } = inquiry;
    const facts = inquiry.known.body ?? null;
    const known: Known = {
      ...inquiry.known,
      body: facts === null || body === null ? facts : { ...facts, digest: await sha256Hex(body) },
    };
    const { token } = splitConfirmation(raw);
    const confirmed = token !== null && (await confirm({ raw, request, known, token, view }));
    return { ...inquiry, known: { ...known, confirmed } };
  }

  /** Cookies that the probe was given are its reader's all the same: a session that moved on is lost without them. */
  function failed(
    { request, view, setCookies }: Pick<Inquiry, 'request' | 'view' | 'setCookies'>,
    error: unknown,
  ): Judgement {
    onFailure(error);
    const detail = error instanceof Error ? error.name : 'unknown';
    return {
      request,
      decision: refusalOfFailure(view.snapshot, detail),
      view,
      known: nothingKnown,
      body: null,
      setCookies,
    };
  }

  return { judge };
}

function cameTwice(what: Need['what']): Error {
  return new Error(`the need for ${what} came twice`);
}
