import { sealPassCookie, sealWorkerToken } from '../../identity/index.ts';
import type { Pass } from '../../model/pass.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Judgement } from '../judge.ts';
import type { View } from '../view.ts';
import { createDecisionSigner } from './decision-header.ts';
import { type DeliveryClaims, signDelivery } from './delivery-proof.ts';
import type { ServerKeys } from './server-keys.ts';

/** What one gate gives out signed, besides its answers. */
export interface Issuer {
  /** Null when the decision does not ask for it. */
  decisionHeader(judgement: Judgement): string | null | Promise<string | null>;
  sealPass(pass: Pass): Promise<string>;
  sealWorker(worker: string): Promise<WorkerToken>;
  /** Tells the app of a held webhook that is delivered now. */
  deliveryProof(claims: DeliveryToProve, body: Uint8Array): Promise<string>;
}

export type DeliveryToProve = Pick<DeliveryClaims, 'delivery' | 'webhook' | 'receivedAt' | 'isVerified'>;

/** What a worker's jobs send with their calls through the gate. */
export interface WorkerToken {
  /** For the header `Portcullis-Worker`. */
  readonly value: string;
  /** Exclusive. Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** Renewed long before; one that was read by somebody is worth nothing soon. */
const workerTokenLifetimeMs = 60_000;

export interface IssuerOptions {
  readonly site: string;
  readonly keys: ServerKeys;
  readonly clock: Clock;
  readonly view: () => View;
}

export function createIssuer({ site, keys, clock, view: current }: IssuerOptions): Issuer {
  const signer = createDecisionSigner(keys.decision);
  return {
    decisionHeader({ decision, view }) {
      if (decision.kind !== 'allow' || !decision.obligations.decisionHeader) return null;
      const { snapshot } = view;
      return signer.sign(decision, {
        site,
        siteMode: snapshot.mode,
        areas: snapshot.areas,
        until: snapshot.switch.expected?.latest ?? null,
        nowMs: clock.wallMs(),
      });
    },
    sealPass(pass) {
      const { windowId } = current().snapshot.switch;
      const { id: passId, subject, scope, expiresAt } = pass;
      return sealPassCookie({
        key: keys.pass[0],
        grant: { passId, subject, scope, expiresAt, windowId, breakGlass: false },
      });
    },
    deliveryProof: (claims, body) =>
      signDelivery(keys.decision, { site, ...claims }, { body, nowMs: clock.wallMs() }),
    async sealWorker(worker) {
      const expiresAt = clock.wallMs() + workerTokenLifetimeMs;
      return { value: await sealWorkerToken(keys.worker[0], { site, worker, expiresAt }), expiresAt };
    },
  };
}
