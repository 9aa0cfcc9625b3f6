import type { Gate } from '@portcullis/gate';
import { type Arrival, passArrival, type Reach } from '../../switching/arrival.ts';
import { inMode } from '../explain-request.ts';
import { type MintedPass, passHolder } from './pass-operations.ts';

export interface PlaceForPassOptions {
  readonly gate: Gate;
  readonly minted: MintedPass;
  readonly reach: Reach;
}

export interface PlaceForPass {
  readonly origin: string;
  /** With nothing but this pass its holder may change things there. */
  readonly writes: boolean;
}

/**
 * Where the link of a pass leads: for one that writes, the first place where it does, tried as its holder would;
 * nothing is used up. The place where people usually reach the gate comes first, then the admin hosts.
 */
export async function placeForPass({ gate, minted, reach }: PlaceForPassOptions): Promise<PlaceForPass> {
  const hosts = [null, ...reach.config.policy.trusted.adminHosts];
  const arrivals = hosts.map((host) => passArrival(reach, host));
  const [usual] = arrivals;
  if (minted.pass.scope === 'write') {
    for (const arrival of arrivals) {
      if (await writesAt(gate, minted, arrival)) return { origin: arrival.origin, writes: true };
    }
  }
  return { origin: (usual ?? passArrival(reach, null)).origin, writes: false };
}

async function writesAt(gate: Gate, minted: MintedPass, arrival: Arrival): Promise<boolean> {
  const holder = await passHolder({ gate, minted, arrival, headers: [] });
  const view = gate.view();
  const { decision } = await gate.judge(
    {
      method: 'GET',
      target: '/',
      headers: ['Host', arrival.host, 'Accept', 'text/html', ...arrival.headers, ...holder.headers],
      peer: arrival.peer,
      httpVersion: '1.1',
      secure: arrival.secure,
      upgrade: false,
    },
    // While the site is open nobody is asked who he is.
    { view: { ...view, snapshot: inMode(view.snapshot, 'read-only') } },
  );
  return decision.kind !== 'own' && decision.standing.scope === 'write';
}
