import { PortcullisError } from '@portcullis/gate';
import { ShapeError } from '../record/shape.ts';

export interface RedisKey {
  readonly name: string;
  readonly kind: 'hash' | 'zset';
}

/** Everything remembered of one site. */
export interface SiteKeys {
  /** Of the whole store; copies of switches lie with it. */
  readonly identity: RedisKey;
  /** `revision` (other after each write to this hash or to the passes), `switch`, `version`, `settings`. */
  readonly state: RedisKey;
  /** What stands of turning on or off, and who conducts it. */
  readonly transition: RedisKey;
  /** Those that are not revoked, by the hash of their token: redeeming reads one of them, following reads all. */
  readonly passes: RedisKey;
  readonly revoked: RedisKey;
  /** The hash of the token by the id of each pass, revoked ones too. */
  readonly passIds: RedisKey;
  readonly claims: RedisKey;
  /** `revision`: another one after whatever comes with a record and is not of the switch. */
  readonly people: RedisKey;
  readonly operators: RedisKey;
  /** The newest time step of each second factor. */
  readonly steps: RedisKey;
  /** By the hash of their token, as keys are. */
  readonly sessions: RedisKey;
  readonly apiKeys: RedisKey;
  readonly reports: RedisKey;
  readonly seen: RedisKey;
  /** Those that were taken off lately, too. */
  readonly processes: RedisKey;
  readonly records: RedisKey;
  /** The newest sequence number of each chain. */
  readonly ends: RedisKey;
  readonly seals: RedisKey;
  /** Places of records, newest first. */
  readonly places: RedisKey;
  placesOfKind(kind: string): RedisKey;
  placesOfActor(actor: string): RedisKey;
}

export interface StoreKeys {
  readonly identity: RedisKey;
  readonly channel: string;
  of(site: string): SiteKeys;
}

/**
 * All keys of a store have one hash tag, its prefix, so that in a cluster they lie on one node: one script reads the identity of
 * the store together with what belongs to a site, and the identity is the same for all sites.
 */
export function storeKeys(prefix: string): StoreKeys {
  if (!/^[\w.:-]{1,100}$/.test(prefix)) {
    throw new PortcullisError(
      'PORTCULLIS_CONFIG_INVALID',
      `Expected a prefix of letters, digits and _ . : -, at most 100 of them, got ${JSON.stringify(prefix)}.`,
    );
  }
  const tag = `{${prefix}}`;
  const identity: RedisKey = { name: `${tag}:identity`, kind: 'hash' };
  return {
    identity,
    channel: `${prefix}:changes`,
    of(site) {
      const own = `${tag}:site:${named(site)}`;
      const hash = (name: string): RedisKey => ({ name: `${own}:${name}`, kind: 'hash' });
      const zset = (name: string): RedisKey => ({ name: `${own}:${name}`, kind: 'zset' });
      return {
        identity,
        state: hash('state'),
        transition: hash('transition'),
        passes: hash('passes'),
        revoked: hash('passes:revoked'),
        passIds: hash('passes:ids'),
        claims: zset('claims'),
        people: hash('people'),
        operators: hash('operators'),
        steps: hash('operators:steps'),
        sessions: hash('sessions'),
        apiKeys: hash('keys'),
        reports: hash('instances'),
        seen: hash('instances:seen'),
        processes: hash('processes'),
        records: hash('audit'),
        ends: hash('audit:ends'),
        seals: hash('audit:seals'),
        places: zset('audit:places'),
        placesOfKind: (kind) => zset(`audit:places:kind:${named(kind)}`),
        placesOfActor: (actor) => zset(`audit:places:actor:${named(actor)}`),
      };
    },
  };
}

/** Whatever people call something, it begins and ends nothing else of a key. */
function named(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

/** What a client hands out for a value: text, whatever it maps other things to. */
export function textOf(value: unknown, at: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  throw new ShapeError(`${at} should be a text`);
}
