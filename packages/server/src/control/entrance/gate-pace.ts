import { type ApiKey, PortcullisError } from '@portcullis/gate';

/**
 * How much one key of the scope `gate` may ask for. Whoever steals it from an application must neither fill the disk nor keep the
 * server busy; a hundred instances that behave stay far below.
 */
export interface GatePace {
  /** One more request, before its body is read. Throws PORTCULLIS_TOO_MANY_TRIES. */
  ask(key: Pick<ApiKey, 'id'>, bodyBytes: number): void;
  /** What goes into the store for good. */
  store(key: Pick<ApiKey, 'id'>, bytes: number): void;
  /** A confirmation that is used up. */
  claim(key: Pick<ApiKey, 'id'>): void;
}

/** `most` at once, and after that so many in a second. */
interface Limit {
  readonly most: number;
  readonly perSecond: number;
}

const limits = {
  // Each second an instance looks, reports and writes once.
  requests: { most: 2_000, perSecond: 500 },
  bytes: { most: 64 * 1_048_576, perSecond: 1_048_576 },
  // What a gate kept while its server was away is 10,000 records; after that some hundred a second.
  stored: { most: 32 * 1_048_576, perSecond: 65_536 },
  // People confirm them, one after the other.
  claims: { most: 200, perSecond: 5 },
} as const satisfies Record<string, Limit>;
type What = keyof typeof limits;

interface Bucket {
  left: number;
  at: number;
}

export function createGatePace({ now }: { readonly now: () => number }): GatePace {
  // Keys are few: owners make them by hand.
  const buckets = new Map<string, Record<What, Bucket>>();

  function bucketsOf(id: string): Record<What, Bucket> {
    const known = buckets.get(id);
    if (known !== undefined) return known;
    const at = now();
    const full = (what: What): Bucket => ({ left: limits[what].most, at });
    const fresh = {
      requests: full('requests'),
      bytes: full('bytes'),
      stored: full('stored'),
      claims: full('claims'),
    };
    buckets.set(id, fresh);
    return fresh;
  }

  function take(id: string, what: What, amount: number): void {
    const bucket = bucketsOf(id)[what];
    const { most, perSecond } = limits[what];
    const at = now();
    // A clock that was set back gives nothing, and takes nothing either.
    const grown = (Math.max(0, at - bucket.at) / 1_000) * perSecond;
    bucket.left = Math.min(most, bucket.left + grown);
    bucket.at = at;
    if (amount > bucket.left) throw tooMuch(what, Math.ceil((amount - bucket.left) / perSecond));
    bucket.left -= amount;
  }

  return {
    ask({ id }, bodyBytes) {
      take(id, 'requests', 1);
      if (bodyBytes > 0) take(id, 'bytes', bodyBytes);
    },
    store: ({ id }, bytes) => take(id, 'stored', bytes),
    claim: ({ id }) => take(id, 'claims', 1),
  };
}

function tooMuch(what: What, seconds: number): PortcullisError {
  const { most, perSecond } = limits[what];
  return new PortcullisError(
    'PORTCULLIS_TOO_MANY_TRIES',
    `The gates of this key send more than a server takes (${what}: ${most} at once, then ${perSecond} a second). Give each application a key of its own; if this one does not send so much, somebody else has it: revoke it.`,
    { retryAfterSeconds: Math.min(3_600, Math.max(1, seconds)) },
  );
}
