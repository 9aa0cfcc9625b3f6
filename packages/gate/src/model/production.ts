import type { JsonPattern, JsonPatternInput } from './calls.ts';
import type { Role } from './identity.ts';
import type { RoutePattern } from './route-pattern.ts';
import type { LocalizedText } from './text.ts';

/**
 * Production mode, as people write it: what debug tools an application has, what its technical errors look like, and who is
 * kept from both while the mode is on. Presets fill most of it.
 */
export interface ProductionInput {
  readonly restricted?: RestrictedInput;
  /** Refused while production mode is on: debug and administration tools. */
  readonly refused?: readonly RefusedRouteInput[];
  /** Endings of file names that restricted readers are refused wherever they lie, such as `map`. Without a dot. @default [] */
  readonly refusedExtensions?: readonly string[];
  /** Endpoints of which only these calls are let through, whoever asks. */
  readonly calls?: readonly AllowedCallsInput[];
  readonly switches?: readonly DebugSwitchInput[];
  readonly errors?: ErrorsInput;
  /** Headers of responses that tell versions; nobody gets them. @default ["server", "x-powered-by", …] */
  readonly removeHeaders?: readonly string[];
  /** CSS that hides developer controls, in every page of a restricted reader. */
  readonly stylesheet?: string;
  /** What a restricted reader sees instead of a technical error. @default the gate's own words */
  readonly text?: LocalizedText;
}

/** Who is restricted. Whoever cannot be told apart is. */
export interface RestrictedInput {
  /** Members of any of these. @default everyone */
  readonly groups?: readonly string[];
  /** Members of these are not, whatever else they are in. @default [] */
  readonly exceptGroups?: readonly string[];
  /** @default ["admin"] where no groups are named, else [] */
  readonly exceptRoles?: readonly Role[];
  /** Whoever has not signed in, too. @default true */
  readonly anonymous?: boolean;
}

export interface RefusedRouteInput {
  /** `[METHOD[,METHOD] ]GLOB`, as in `routes`. */
  readonly match: string;
  readonly host?: string;
  /** @default "restricted" */
  readonly for?: 'everybody' | 'restricted';
  readonly why?: string;
}

export interface AllowedCallsInput {
  readonly match: string;
  readonly protocol: 'json-rpc' | 'xml-rpc';
  /** Whatever is not listed is refused, and so is what cannot be read. */
  readonly allow: readonly JsonPatternInput[];
}

/** By which a reader would turn debugging on. */
export type DebugSwitchInput =
  | {
      readonly in: 'query';
      readonly name: string;
      /** The value that turns it off; without one the parameter is taken away. */
      readonly off?: string;
      /** Values that ask for nothing, as the application reads them. @default none, any value counts */
      readonly falsy?: readonly string[];
      /** The application remembers it: pages are asked for with `off` even where nothing is said. @default false */
      readonly isRemembered?: boolean;
      /** @default "restricted" */
      readonly for?: 'everybody' | 'restricted';
    }
  | { readonly in: 'cookie' | 'header'; readonly name: string; readonly for?: 'everybody' | 'restricted' }
  /** A path that begins with `name` is the same page with debugging, such as `/app_dev.php`. */
  | { readonly in: 'path'; readonly name: string; readonly for?: 'everybody' | 'restricted' };

/** What a technical error looks like in the application's responses. Everything not named as business is technical. */
export interface ErrorsInput {
  /** Names and codes of errors that are meant for people: they stay readable, without their traces. */
  readonly business?: readonly string[];
  /** What only debug pages and traces hold, in responses that are no errors by their status. */
  readonly signatures?: readonly ErrorSignatureInput[];
  /** How the clients of this application show an error of JSON-RPC. @default "plain" */
  readonly jsonRpc?: 'plain' | 'odoo';
}

export interface ErrorSignatureInput {
  /** Text that begins it, exactly as it is sent. */
  readonly text: string;
  /** The page goes on after it: only what stands up to here is taken out. @default the rest of the page is */
  readonly until?: string;
}

/** Checked, with every default filled. */
export interface Production {
  readonly restricted: Restricted;
  readonly refused: readonly RefusedRoute[];
  /** Lower case. */
  readonly refusedExtensions: readonly string[];
  readonly calls: readonly AllowedCalls[];
  readonly switches: readonly DebugSwitch[];
  readonly errors: Errors;
  /** Lower case. */
  readonly removeHeaders: readonly string[];
  readonly stylesheet: string;
  readonly text: LocalizedText;
}

export interface Restricted {
  /** Null = everyone. */
  readonly groups: readonly string[] | null;
  readonly exceptGroups: readonly string[];
  readonly exceptRoles: readonly Role[];
  readonly anonymous: boolean;
}

/** For whom a rule of production mode holds. */
export type ProductionScope = 'everybody' | 'restricted';

export interface RefusedRoute {
  readonly pattern: RoutePattern;
  readonly for: ProductionScope;
  readonly why: string;
}

export interface AllowedCalls {
  readonly pattern: RoutePattern;
  readonly rule: {
    readonly protocol: 'json-rpc' | 'xml-rpc';
    readonly read: readonly JsonPattern[];
  };
}

export type DebugSwitch =
  | {
      readonly in: 'query';
      readonly name: string;
      readonly off: string | null;
      readonly falsy: readonly string[];
      readonly isRemembered: boolean;
      readonly for: ProductionScope;
    }
  | { readonly in: 'cookie'; readonly name: string; readonly for: ProductionScope }
  | { readonly in: 'header'; readonly name: string; readonly for: ProductionScope }
  | { readonly in: 'path'; readonly name: string; readonly for: ProductionScope };

export interface Errors {
  readonly business: readonly string[];
  readonly signatures: readonly ErrorSignature[];
  readonly jsonRpc: 'plain' | 'odoo';
}

export interface ErrorSignature {
  readonly text: string;
  /** Null = the rest of the page. */
  readonly until: string | null;
}
