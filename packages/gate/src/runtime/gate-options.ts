import type { AnswerProtocol } from '../answer/index.ts';
import type { PolicyInput } from '../model/policy.ts';
import type { Clock } from '../ports/clock.ts';
import type { GateStore } from '../ports/gate-store.ts';
import type { HeldSource } from '../ports/held-source.ts';
import type { HostState } from '../ports/host-state.ts';
import type { IdentitySource } from '../ports/identity-source.ts';
import type { IncidentSink } from '../ports/incident-sink.ts';
import type { SettingsSource } from '../ports/settings-source.ts';
import type { ReadGraphqlCall } from '../reading/body/read-body.ts';
import type { InstanceInfo } from './following/instance-report.ts';
import type { Logger } from './logger.ts';

export interface CreateGateOptions {
  /** @default "default" */
  readonly site?: string;
  /** As written; checked here. Throws PORTCULLIS_POLICY_INVALID with every problem found. */
  readonly policy: PolicyInput;
  /** Null: follow nothing but the last state on disk. */
  readonly store: GateStore | null;
  /** What this host remembers outside the store; null on runtimes without a disk. @default null */
  readonly host?: HostState | null;
  /** What operators set while servers run; null = pages are the policy's alone. @default null */
  readonly settings?: SettingsSource | null;
  /**
   * What of held webhooks is not delivered yet, for a host that stores and delivers them (`portcullis up`); null = what is to be
   * held is refused with the time to come back. @default null
   */
  readonly held?: HeldSource | null;
  /** The 32-byte server secrets, the active one first; two while they rotate. */
  readonly secrets: readonly Uint8Array[];
  /**
   * One source for each entry of the policy's `identity`, in its order; throws PORTCULLIS_CONFIG_INVALID otherwise.
   * @default []
   */
  readonly identity?: readonly IdentitySource[];
  readonly instance: InstanceInfo;
  /** @default the machine's clock */
  readonly clock?: Clock;
  /** @default warnings and errors on the console */
  readonly logger?: Logger;
  /** `PORTCULLIS_MODE`. @default null */
  readonly environmentMode?: string | null;
  /** How often the store's epoch is looked at. @default 1000 */
  readonly pollIntervalMs?: number;
  /** How long an instance may be silent and still count. @default 5000 */
  readonly leaseMs?: number;
  /** How often the break-glass file is looked at. @default 500 */
  readonly breakGlassIntervalMs?: number;
  /** @default 2000 */
  readonly storeTimeoutMs?: number;
  /** Audit entries of the request path are written this often. @default 1000 */
  readonly flushIntervalMs?: number;
  /** @default 10000 */
  readonly sealIntervalMs?: number;
  /**
   * Where technical errors go that restricted readers of this application do not get to see. @default the newest 200 in
   * memory, for a day: `gate.findIncident`
   */
  readonly incidents?: IncidentSink | null;
  /** Reads GraphQL for routes whose rule says so: `createGraphqlReader()` of `@portcullis/gate/graphql`. @default null */
  readonly readGraphql?: ReadGraphqlCall | null;
  /** How clients of an application are told, by the name that the policy gives: `dialects` of `@portcullis/gate/presets`. @default {} */
  readonly dialects?: Readonly<Record<string, readonly AnswerProtocol[]>>;
  /** The largest body that is read for a decision. @default 1048576 */
  readonly bodyLimitBytes?: number;
}
