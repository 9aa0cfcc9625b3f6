import { randomBytes } from 'node:crypto';
import {
  type Answer,
  type Gate,
  type Hold,
  type Judgement,
  readWebhookValues,
  type Webhook,
  webhookName,
} from '@portcullis/gate';
import type { Logger } from '../observe/logger.ts';
import type { Seal } from '../sealing/seal.ts';
import type { AcceptQueue } from './accept-queue.ts';
import { calledUrls } from './called-urls.ts';
import { sealContent } from './held-content.ts';
import { createHeldKeys } from './held-keys.ts';
import type { OthersKnow } from './others-know.ts';
import type { RefusalMemory } from './refusal-memory.ts';
import type { SecretsOf } from './secrets-of.ts';
import { headProblem, type SignedRequest, verifySignature } from './signature.ts';
import { acknowledgement, handshakeAnswer, type WebhookRefusal, webhookRefusal } from './webhook-answers.ts';

/** A request of which the body can be read, whole and once. */
export interface HeldExchange {
  readBody(limitBytes: number): Promise<Uint8Array | 'too-large' | 'unreadable'>;
  /** Nobody needs it any more; its memory counts no more. */
  releaseBody(): void;
}

/**
 * `held`: now, or before. `answered`: its provider asked whether somebody is there. `refused`: as what it is, with an answer of its own; without one it could not be held now, and whoever sent it
 * comes again. `in-turn`, `test-run`: it goes on to the application. `outdated`: the switch has changed meanwhile.
 */
export type Holding =
  | { readonly kind: 'held'; readonly answer: Answer }
  | { readonly kind: 'answered'; readonly answer: Answer }
  | { readonly kind: 'refused'; readonly why: WebhookRefusal; readonly answer: Answer }
  | { readonly kind: 'refused'; readonly why: NotHeldNow; readonly answer: null }
  | { readonly kind: 'in-turn' | 'test-run' | 'outdated' };

/**
 * `full`: as many as its rule allows are held. `busy`: more come than the store takes. `store`: it does not answer. `unreadable`: its
 * sender did not send all of it. `outdated`: the switch changed again and again. `no-secret`: the one that it would be verified with is
 * not known here; once it is, the provider's next try is held.
 */
export type NotHeldNow = 'full' | 'busy' | 'store' | 'unreadable' | 'outdated' | 'no-secret';

interface Taken {
  readonly holding: Holding;
  /** Null = it is not held. */
  readonly orderWaitsMs: number | null;
}

/** Stores webhooks before they are acknowledged. */
export interface WebhookHolder {
  /** Never rejects. */
  hold(judgement: Judgement & { readonly decision: Hold }, exchange: HeldExchange): Promise<Holding>;
}

export interface WebhookHolderOptions {
  readonly gate: Pick<Gate, 'site' | 'view'>;
  readonly queue: AcceptQueue;
  readonly seal: Seal;
  readonly secretsOf: SecretsOf;
  /** Asked before it is said of an ordered webhook that it is held. */
  readonly othersKnow: OthersKnow;
  readonly refusals: Pick<RefusalMemory, 'refused' | 'verified'>;
  /** Of the site, where it is known: some providers sign the address that they call. */
  readonly publicUrl: URL | null;
  readonly logger: Pick<Logger, 'warn' | 'error'>;
  readonly now?: () => number;
}

export function createWebhookHolder(options: WebhookHolderOptions): WebhookHolder {
  const { gate, queue, seal, secretsOf, refusals, publicUrl, logger, othersKnow, now = Date.now } = options;
  const keys = createHeldKeys(gate.site);

  async function hold(
    judgement: Judgement & { readonly decision: Hold },
    exchange: HeldExchange,
  ): Promise<Holding> {
    const { holding, orderWaitsMs } = await take(judgement, exchange);
    if (orderWaitsMs === null) return holding;
    exchange.releaseBody();
    const { webhook, onlyBehind } = judgement.decision;
    if (webhook.order !== 'none') await othersKnow(judgement.view, { onlyBehind, orderWaitsMs });
    return holding;
  }

  /** A turn of its own: nothing of the body is left when it is over, however long the answer waits then. */
  async function take(
    { request, view, decision }: Judgement & { readonly decision: Hold },
    exchange: HeldExchange,
  ): Promise<Taken> {
    const { webhook, onlyBehind } = decision;
    const { raw } = request;
    const unfit = (why: WebhookRefusal | 'no-secret'): Taken => {
      if (onlyBehind) return notHeld(passedOn(webhook, why));
      if (why !== 'too-large')
        logger.warn({ webhook: webhookName(webhook), why }, 'a webhook was refused: it is not verified');
      if (why === 'no-secret') return notHeld(notNow(why));
      refusals.refused(webhookName(webhook), why);
      return notHeld(refused(why));
    };
    // No memory of bodies for whoever cannot have signed it.
    const beforehand = headProblemOf(webhook, raw.headers);
    if (beforehand !== null) return unfit(beforehand);
    const body = await exchange.readBody(webhook.limits.bodyBytes);
    if (body === 'too-large') return unfit(body);
    if (body === 'unreadable') return notHeld(notNow('unreadable'));
    const urls = calledUrls(request, publicUrl);
    const verification = verify(webhook, { method: raw.method, urls, headers: raw.headers, body });
    if (verification !== 'verified' && verification !== 'unsigned') return unfit(verification);
    const isVerified = verification === 'verified';
    if (isVerified) refusals.verified(webhookName(webhook), { secrets: webhook.secretFrom.length });
    const values = readWebhookValues(webhook, { headers: raw.headers, body });
    // Also behind others: nobody waits for the turn of a question.
    if (isVerified && values.challenge !== null) {
      return notHeld({ kind: 'answered', answer: handshakeAnswer(values.challenge) });
    }
    if (isVerified && values.testRun !== null && view.passes.get(values.testRun)?.isTest === true) {
      return notHeld({ kind: 'test-run' });
    }
    const id = randomBytes(16).toString('hex');
    const name = webhookName(webhook);
    const sealed = await sealContent(seal, id, {
      method: raw.method,
      target: request.forward,
      headers: raw.headers,
      httpVersion: raw.httpVersion,
      peer: raw.peer,
      secure: raw.secure,
      body,
    });
    const result = await queue.accept({
      request: {
        id,
        webhook: name,
        orderKey: keys.ofOrder(webhook, { name, id, value: values.order }),
        deliveryKey:
          values.delivery === null
            ? null
            : keys.ofDelivery(webhook, {
                ...{ name, body, isVerified },
                delivery: values.delivery,
                target: request.forward,
                headers: raw.headers,
              }),
        isVerified,
        // As much as it takes of the store: a head may be larger than the body.
        bytes: sealed.length,
        sealed,
      },
      epoch: view.snapshot.switch.epoch,
      onlyBehind,
      most: webhook.limits.held,
      mostBytes: webhook.limits.heldBytes,
    });
    switch (result.kind) {
      case 'held':
      case 'duplicate': {
        const answer = acknowledgement(webhook.acknowledge, result.kind === 'held' ? id : result.id);
        return { holding: { kind: 'held', answer }, orderWaitsMs: result.orderWaitsMs };
      }
      case 'in-turn':
        return notHeld({ kind: 'in-turn' });
      case 'outdated':
        return notHeld({ kind: 'outdated' });
      case 'full':
      case 'busy':
        refusals.refused(name, result.kind);
        logger.error(
          { webhook: name, why: result.kind },
          'a webhook was refused: no more can be held. Look at `portcullis webhooks`, and at the limits of its rule',
        );
        return notHeld(notNow(result.kind));
    }
  }

  /** The site is open, and no call before it is of its order for all that can be known: the application judges it, as it does all others. */
  function passedOn(webhook: Webhook, why: WebhookRefusal | 'no-secret' | 'store'): Holding {
    logger.warn(
      { webhook: webhookName(webhook), why },
      'a webhook could not be kept behind those that are held, and went on to the application',
    );
    return { kind: 'in-turn' };
  }

  function headProblemOf(
    webhook: Webhook,
    headers: readonly string[],
  ): 'missing' | 'twice' | 'wrong' | 'no-secret' | null {
    if (webhook.signature === null) return null;
    if (secretsOf(webhook).length === 0) return 'no-secret';
    return headProblem(webhook.signature, headers);
  }

  function verify(
    webhook: Webhook,
    signed: SignedRequest,
  ): 'verified' | 'unsigned' | 'no-secret' | Exclude<WebhookRefusal, 'too-large'> {
    if (webhook.signature === null) return 'unsigned';
    const secrets = secretsOf(webhook);
    if (secrets.length === 0) return 'no-secret';
    return verifySignature(webhook.signature, signed, { secrets, nowMs: now() }).kind;
  }

  return {
    async hold(judgement, exchange) {
      try {
        return await hold(judgement, exchange);
      } catch (error) {
        const { webhook, onlyBehind } = judgement.decision;
        // It is an order of its own: nothing that is held comes before it.
        if (onlyBehind && webhook.order === 'none') return passedOn(webhook, 'store');
        logger.error(
          { error, webhook: webhookName(judgement.decision.webhook) },
          'a webhook could not be held; it is refused',
        );
        return notNow('store');
      }
    },
  };
}

function refused(why: WebhookRefusal): Holding {
  return { kind: 'refused', why, answer: webhookRefusal(why) };
}

function notNow(why: NotHeldNow): Holding {
  return { kind: 'refused', why, answer: null };
}

function notHeld(holding: Holding): Taken {
  return { holding, orderWaitsMs: null };
}
