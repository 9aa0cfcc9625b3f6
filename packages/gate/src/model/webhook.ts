import type { RoutePattern } from './route-pattern.ts';

/** What becomes of a webhook while its route is not open: stored and acknowledged, told to come back, or let through. */
export type WebhookTreatment = 'hold' | 'refuse' | 'allow';

/** Where a value of a webhook stands: in a header, in its JSON body (RFC 6901), or in the field of that name of its form. */
export type ValuePlace =
  | { readonly header: string }
  | { readonly pointer: string }
  | { readonly form: string };

/** Which held requests are delivered one after the other: those of one value, all of the route, or none. */
export type WebhookOrder = ValuePlace | 'route' | 'none';

/** One route that another system calls. `match` names its method, such as `POST /webhooks/stripe`. */
export interface WebhookInput {
  readonly match: string;
  /** Only for this host name. */
  readonly host?: string;
  /** `stripe`, `github`, `gitlab`, `gitlab-signed`, `shopify`, `slack`, `svix`, `telegram`, `standard`, `generic`, or a name in `webhookProviders`. @default "generic" */
  readonly provider?: string;
  /** @default as the provider sends again */
  readonly during?: WebhookTreatment;
  /**
   * The environment variables of the server that hold the signing secret; several while it rotates, the newest first. With
   * one, what is not signed with it is refused and never stored. @default none: nothing is verified
   */
  readonly secretFrom?: string | readonly string[];
  /** @default the provider's */
  readonly order?: WebhookOrder;
  /** What becomes of later ones of the same order after one could not be delivered. @default "wait", and "continue" where the order is the route's or nothing is verified */
  readonly whenFailed?: 'wait' | 'continue';
  /** Whether a delivery that is held already is not stored again. @default where the provider names its deliveries */
  readonly deduplicate?: boolean;
  /** The status that acknowledges, 200 to 299. @default the provider's */
  readonly acknowledge?: number;
  /** Whether what is delivered later than its signature holds is signed anew with the same secret. @default true */
  readonly signAgain?: boolean;
  /** Where a test run's value stands: such a webhook is delivered during the window. Needs `secretFrom`. @default nowhere */
  readonly testRun?: ValuePlace;
  /** How often one is tried until somebody must decide. @default 10 */
  readonly attempts?: number;
  readonly limits?: WebhookLimitsInput;
  /** Why this rule is there; shown by `explain`. */
  readonly why?: string;
}

export interface WebhookLimitsInput {
  /** The largest body that is held; a larger one is refused (413). @default the provider's, at most 52428800 */
  readonly bodyBytes?: number;
  /** The most that wait at one time; further ones are refused (503) and told when to come back. @default 1000000 */
  readonly held?: number;
  /** All their bytes together as they are stored, heads too; the same. @default 2147483648 */
  readonly heldBytes?: number;
  /** How long one may wait. @default 168 */
  readonly ageHours?: number;
  /** What becomes of an older one: somebody must decide, or it is delivered all the same. @default "ask" */
  readonly whenOld?: 'ask' | 'deliver';
}

/** How one provider calls: what others know of it, as data. */
export interface WebhookProviderInput {
  /** @default "hold" */
  readonly during?: WebhookTreatment;
  /** How long it sends again what was refused, in hours; 0 = never. @default unknown */
  readonly retriesForHours?: number;
  /** The largest body that it sends. @default 1048576, at most 52428800 */
  readonly bodyBytes?: number;
  /** The status that acknowledges. @default 202 */
  readonly acknowledge?: number;
  readonly signature?: WebhookSignatureInput;
  /** What names a delivery: the same again with the same bytes is the same. @default none */
  readonly delivery?: ValuePlace;
  /**
   * Whether that name is of one call alone, so that the same name with other bytes (a count of attempts, a time) is the same call
   * sent again. @default true where it is signed as the id of the signature, false elsewhere: it may be an object's, or be used twice
   */
  readonly isDeliveryUnique?: boolean;
  /** @default "route" */
  readonly order?: WebhookOrder;
}

export type SignatureScheme = 'hmac-sha256' | 'hmac-sha1' | 'hmac-sha512' | 'token';

/** Where the time of a signature stands: a header, or a name in its list. */
export type TimestampPlace = { readonly header: string } | { readonly name: string };

/** What is between the parts of a list. */
export type ListSeparator = ',' | ';' | ' ';

/** An HMAC over what `signed` says; or the secret itself, which proves who calls and nothing about what he says. */
export interface WebhookSignatureInput {
  readonly header: string;
  /** `token`: the header is the secret, behind the prefix, as of GitLab and Telegram. @default "hmac-sha256" */
  readonly scheme?: SignatureScheme;
  /** What stands before the signature, such as `sha256=`. @default nothing */
  readonly prefix?: string;
  /** The header is a list, as of Stripe (`t=…,v1=…`) or Standard Webhooks (`v1,… v1,…`). @default it is one signature */
  readonly list?: { readonly separator: ListSeparator; readonly assign: '=' | ','; readonly name: string };
  /** @default "hex" */
  readonly encoding?: 'hex' | 'base64';
  /**
   * What is signed: `{body}` once, and before it `{timestamp}`, `{id}`, `{method}` and `{url}`, the whole address that was called;
   * behind it the `{timestamp}` alone. @default "{body}"
   */
  readonly signed?: string;
  /** Since 1970. @default nowhere; in seconds */
  readonly timestamp?: TimestampPlace & { readonly unit?: 'seconds' | 'milliseconds' };
  /** Where the id stands that is signed. @default nowhere */
  readonly id?: { readonly header: string };
  /** How old a signature may be for the application. @default 300 */
  readonly toleranceSeconds?: number;
  /** `standard`: base64 behind `whsec_`. @default "text" */
  readonly secret?: 'text' | 'standard';
}

/** A checked signature: header names in lower case. */
export interface WebhookSignature {
  readonly header: string;
  readonly scheme: SignatureScheme;
  readonly prefix: string;
  readonly list: {
    readonly separator: ListSeparator;
    readonly assign: '=' | ',';
    readonly name: string;
  } | null;
  readonly encoding: 'hex' | 'base64';
  readonly signed: string;
  readonly timestamp: (TimestampPlace & { readonly unit: 'seconds' | 'milliseconds' }) | null;
  readonly id: { readonly header: string } | null;
  readonly toleranceSeconds: number;
  readonly secret: 'text' | 'standard';
}

export interface WebhookProvider {
  readonly during: WebhookTreatment;
  /** Null = nobody knows. */
  readonly retriesForHours: number | null;
  readonly bodyBytes: number;
  readonly acknowledge: number;
  readonly signature: WebhookSignature | null;
  readonly delivery: ValuePlace | null;
  /** Whether `delivery` names one call alone, whatever its bytes; else it is one of something that may come again and be another. */
  readonly isDeliveryUnique: boolean;
  readonly order: WebhookOrder;
  /** A question whether somebody is there, which is answered at once with what it brings. */
  readonly handshake: WebhookHandshake | null;
}

/** A JSON body of which the value at `at` is `is` is answered with the value at `echo`, as plain text. */
export interface WebhookHandshake {
  readonly at: string;
  readonly is: string;
  readonly echo: string;
}

/** A checked rule with everything filled in, its provider's part too. */
export interface Webhook {
  readonly pattern: RoutePattern;
  /** The provider's name. */
  readonly provider: string;
  readonly during: WebhookTreatment;
  readonly secretFrom: readonly string[];
  readonly signature: WebhookSignature | null;
  readonly signAgain: boolean;
  readonly delivery: ValuePlace | null;
  readonly isDeliveryUnique: boolean;
  readonly handshake: WebhookHandshake | null;
  readonly order: WebhookOrder;
  readonly whenFailed: 'wait' | 'continue';
  /** Of those that name no order where others do: they are in one with all others of their route. */
  readonly whenFailedWithoutKey: 'wait' | 'continue';
  readonly acknowledge: number;
  readonly testRun: ValuePlace | null;
  readonly attempts: number;
  readonly limits: WebhookLimits;
  readonly why: string;
}

export interface WebhookLimits {
  readonly bodyBytes: number;
  readonly held: number;
  readonly heldBytes: number;
  readonly ageHours: number;
  readonly whenOld: 'ask' | 'deliver';
}

/** How a rule is known in the store and on screen: `POST /webhooks/stripe`, with its host where it has one. */
export function webhookName({ pattern: { source, host } }: Pick<Webhook, 'pattern'>): string {
  return host === null ? source : `${source} (${host})`;
}
