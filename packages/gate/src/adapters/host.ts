import { type Gate, type Logger, PortcullisError, unfailingLogger } from '../runtime/for-adapters.ts';

/** What an adapter can see of a request and do with a response. What it cannot see counts as absent. */
export interface Capabilities {
  readonly host: string;
  readonly sees: {
    /** The target as it came on the wire, not what the host made of it. */
    readonly rawTarget: boolean;
    /** Header lines in their order and number, not joined. */
    readonly rawHeaders: boolean;
    /** The address of the connection. */
    readonly peer: boolean;
    /** Requests for another protocol, WebSockets above all. */
    readonly upgrade: boolean;
  };
  readonly honours: {
    /** Notices in the app's pages. */
    readonly banner: boolean;
    /** The style sheet of production mode, which hides developer controls. */
    readonly stylesheet: boolean;
    /** Technical errors kept from restricted readers: those that the host hands to `maskErrors`. */
    readonly mask: boolean;
    readonly privateCaching: boolean;
    readonly decisionHeader: boolean;
  };
  /** What lifts the limits of `sees`, for the line at start. */
  readonly unless?: string;
}

export interface MaintenanceOptions {
  /**
   * What becomes of a refusal: the adapter answers, or the host's error handling gets a `RefusedError`.
   * The gate's own routes, redirects and confirmations are always answered. @default "answer"
   */
  readonly errors?: 'answer' | 'throw';
  /**
   * How long requests that a change of the switch refuses may still be sent, and answers to writes be read slowly; then
   * their connections are cut. Hosts on `node:http` only. @default 60000
   */
  readonly slowClientGraceMs?: number;
  /** Told at start what this host cannot do, and once whatever goes past the gate. @default the console */
  readonly logger?: Pick<Logger, 'warn'>;
}

export const consoleLogger: Pick<Logger, 'warn'> = { warn: (_, message) => console.warn(message) };

/** Says in one line what this host cannot do; returns where later warnings go. */
export function announce(
  { host, sees, honours, unless }: Capabilities,
  gate: Gate,
  { logger = consoleLogger }: MaintenanceOptions,
): Pick<Logger, 'warn'> {
  checkGate(gate);
  const unfailing = unfailingLogger(logger, 'warn');
  const { banners, production } = gate.view().snapshot.compiled.policy;
  const wanted = {
    ...honours,
    banner: honours.banner || !(banners.visitors || banners.insiders),
    stylesheet: honours.stylesheet || (production?.stylesheet ?? '') === '',
    mask: honours.mask || production === null,
  };
  const unseen = namesOfMissing(sees);
  const undone = namesOfMissing(wanted);
  const parts = [
    unseen === '' ? '' : `cannot see ${unseen}, which count as absent${unless ? ` unless ${unless}` : ''}`,
    undone === '' ? '' : `does not do what the policy asks for: ${undone}`,
  ].filter((part) => part !== '');
  if (parts.length > 0) unfailing.warn({ sees, honours }, `portcullis on ${host}: ${parts.join('; ')}`);
  return unfailing;
}

/** A forgotten `await` is the likeliest mistake of whoever writes without types. */
export function checkGate(gate: unknown): void {
  if (typeof gate === 'object' && gate !== null && 'view' in gate) return;
  const got = gate instanceof Promise ? 'a Promise: write `await createGate(…)`' : typeof gate;
  throw new PortcullisError(
    'PORTCULLIS_CONFIG_INVALID',
    `Expected a gate, as createGate of @portcullis/gate makes it, got ${got}.`,
  );
}

function namesOfMissing(flags: Readonly<Record<string, boolean>>): string {
  return Object.entries(flags)
    .filter(([, isThere]) => !isThere)
    .map(([name]) => name)
    .join(', ');
}
