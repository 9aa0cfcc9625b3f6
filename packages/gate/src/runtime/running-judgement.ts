import type { CanonicalRequest } from '../reading/canonical-request.ts';
import type { Judgement } from './judge.ts';
import { type ObservableResponse, type RunningClient, RunningRequest } from './running-request.ts';

/** A judged request that goes on to the app. */
export class RunningJudgement extends RunningRequest {
  readonly request: CanonicalRequest;
  readonly client: RunningClient | null;

  constructor(
    judgement: Judgement,
    {
      response = null,
      client = null,
    }: { response?: ObservableResponse | null; client?: RunningClient | null } = {},
  ) {
    super(leavesNothing(judgement), response);
    this.request = judgement.request;
    this.client = client;
  }
}

/** Whether nobody waits for its end: the window lets it through on purpose, or it reads, by its body, whatever its method. */
export function leavesNothing({ decision }: Pick<Judgement, 'decision'>): boolean {
  return decision.kind === 'allow' && (decision.approved || decision.access === 'read');
}
