import type { Capabilities, MaintenanceOptions } from '../../src/adapters/host.ts';
import type { Allow } from '../../src/model/decision.ts';
import type { Gate } from '../../src/runtime/gate.ts';

/** A request as it reached the app behind the adapter. */
export interface Arrived {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** What the host's own means of reading bodies gave. */
  readonly body: Buffer;
  readonly decision: Allow | null;
}

export interface AppResponse {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The app: the same behind every adapter. */
export type App = (arrived: Arrived) => AppResponse | Promise<AppResponse>;

export interface Hosting extends MaintenanceOptions {
  /** Registers the adapter twice. */
  readonly twice?: boolean;
}

export interface RunningHost {
  readonly port: number;
  close(): Promise<void>;
}

/** A web framework with its adapter, listening. */
export interface AdapterUnderTest {
  readonly name: string;
  readonly capabilities: Capabilities;
  start(gate: Gate, app: App, hosting: Hosting): Promise<RunningHost>;
}
