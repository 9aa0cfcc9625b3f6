import { decide, refusalOfFailure } from '../decide/decide.ts';
import type { BodyFacts, Decision, Known, Own } from '../model/decision.ts';
import type { RawRequest } from '../model/request.ts';
import type { BodyReader } from '../ports/body-reader.ts';
import { CanonicalRequest } from '../reading/canonical-request.ts';
import { type ConfirmationSplit, splitConfirmation } from './confirmation.ts';
import type { IdentityResolver } from './resolve-identity.ts';
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
  readonly view: View;
  readonly nowMs: number;
  readonly monotonicMs: number;
}

export interface Judge {
  /** Never throws and never rejects: a failure on the way is a refusal. */
  judge(raw: RawRequest, options: JudgeOptions): Judgement | Promise<Judgement>;
}

export interface JudgeParts {
  readonly identities: IdentityResolver;
  /** Digest of a body, and whether the token confirms exactly this write. May have an effect: the token is used up. */
  readonly confirm: (input: ConfirmInput) => Promise<BodyFacts>;
  readonly bodyLimitBytes: number;
  readonly onFailure: (error: unknown) => void;
}

export interface ConfirmInput {
  readonly request: CanonicalRequest;
  readonly known: Known;
  readonly body: Uint8Array;
  readonly token: string | null;
  readonly options: JudgeOptions;
}

const nothingKnown: Known = Object.freeze({});
const noCookies: readonly string[] = Object.freeze([]);

/** Runs `decide` until it needs nothing more: each need is satisfied at most once. */
export function createJudge({ identities, confirm, bodyLimitBytes, onFailure }: JudgeParts): Judge {
  function judge(raw: RawRequest, options: JudgeOptions): Judgement | Promise<Judgement> {
    const { snapshot } = options.view;
    let request = new CanonicalRequest(snapshot.compiled, raw);
    try {
      const split = splitConfirmation(raw);
      if (split.request !== raw) request = new CanonicalRequest(snapshot.compiled, split.request);
      const verdict = decide(snapshot, request, nothingKnown, options.monotonicMs);
      if (verdict.kind !== 'need') {
        return {
          request,
          decision: verdict,
          view: options.view,
          known: nothingKnown,
          body: null,
          setCookies: noCookies,
        };
      }
      return satisfy(request, split, options);
    } catch (error) {
      return failed(request, options, error);
    }
  }

  /** Identity first, because only insiders are asked for a body; synchronous as long as it can be. */
  function satisfy(
    request: CanonicalRequest,
    split: ConfirmationSplit,
    options: JudgeOptions,
  ): Judgement | Promise<Judgement> {
    const setCookies: string[] = [];
    const { view, nowMs, monotonicMs } = options;
    const moment = { nowMs, monotonicMs, passCookieOn: (cookie: string) => void setCookies.push(cookie) };
    const identity = identities.resolve(request, view, moment);
    if (!(identity instanceof Promise)) return withIdentity({ identity: identity ?? null });
    return identity.then(
      (resolved) => withIdentity({ identity: resolved ?? null }),
      (error: unknown) => failed(request, options, error),
    );

    function withIdentity(known: Known): Judgement | Promise<Judgement> {
      try {
        const verdict = decide(view.snapshot, request, known, monotonicMs);
        if (verdict.kind !== 'need')
          return { request, decision: verdict, view, known, body: null, setCookies };
        return withBody(known);
      } catch (error) {
        return failed(request, options, error);
      }
    }

    async function withBody(known: Known): Promise<Judgement> {
      try {
        const body = (await options.body?.read(bodyLimitBytes)) ?? null;
        const facts =
          body === null ? null : await confirm({ request, known, body, token: split.token, options });
        const all: Known = { ...known, body: facts };
        const verdict = decide(view.snapshot, request, all, monotonicMs);
        if (verdict.kind === 'need') throw new Error(`the need for ${verdict.what} came twice`);
        return { request, decision: verdict, view, known: all, body, setCookies };
      } catch (error) {
        return failed(request, options, error);
      }
    }
  }

  function failed(request: CanonicalRequest, { view }: JudgeOptions, error: unknown): Judgement {
    onFailure(error);
    const detail = error instanceof Error ? error.name : 'unknown';
    return {
      request,
      decision: refusalOfFailure(view.snapshot, detail),
      view,
      known: nothingKnown,
      body: null,
      setCookies: noCookies,
    };
  }

  return { judge };
}
