import {
  type BodyReader,
  type Gate,
  type Identity,
  type Mode,
  type Policy,
  type Role,
  rolesOfSource,
  type Standing,
  type View,
} from '@portcullis/gate';
import { inMode } from './explain-request.ts';

/** How far somebody gets. */
export type Reach = Standing['scope'];

/** What somebody may do on one path: in the mode in force, and in the strictest. */
export interface Rights {
  readonly now: Reach;
  readonly closed: Reach;
}

/** A way to arrive; who comes by several has the most of them. */
export interface PathIn {
  readonly kind: 'anywhere' | 'network' | 'host' | 'own-pass' | 'this-machine';
  /** Of the networks or the host names; empty for the others. */
  readonly names: readonly string[];
}

export interface PersonIn {
  readonly kind: 'admin' | 'support' | 'allowed' | 'write-pass' | 'read-pass' | 'break-glass' | 'visitor';
  /** One for each path; null = nobody comes that way. */
  readonly rights: readonly (Rights | null)[];
  /** From where the caller is, by its network alone. Null = that is not known. */
  readonly here: Rights | null;
}

export interface WhoGetsIn {
  /** Of the site itself; areas may have another. */
  readonly mode: Mode;
  readonly paths: readonly PathIn[];
  readonly people: readonly PersonIn[];
}

/** Somebody of whom nothing is known but this. */
interface Sample {
  readonly kind: PersonIn['kind'];
  readonly identity: Identity;
}

interface Way extends PathIn {
  readonly host: string;
  readonly peer: string | null;
  readonly arrivesBy: (sample: Sample) => Identity | null;
}

/** A name that nobody has (RFC 2606), so no policy trusts it. */
const somewhere = 'site.invalid';
/** No health check, which would ask nobody who he is. */
const somePage = '/who-gets-in';

/** Who gets in by which path and what he may do there, each asked of the very loop that requests go through. */
export async function whoGetsIn(gate: Gate, address: string | null): Promise<WhoGetsIn> {
  const view = gate.view();
  const { mode, compiled } = view.snapshot;
  const hasBreakGlass = view.breakGlass.passes.some(({ expiresAt }) => Date.now() < expiresAt);
  const ways = waysOf(compiled.policy, hasBreakGlass);
  const here = { ...anywhere, peer: address };
  const closed: View = { ...view, snapshot: inMode(view.snapshot, 'closed') };
  const rightsOf = async (sample: Sample, way: Way): Promise<Rights | null> => {
    const identity = way.arrivesBy(sample);
    if (identity === null) return null;
    const reach = await reachOf(gate, closed, { identity, way });
    return { now: within(mode, reach), closed: within('closed', reach) };
  };
  const people = samplesOf(compiled.policy, hasBreakGlass).map(async (sample) => ({
    kind: sample.kind,
    rights: await Promise.all(ways.map((way) => rightsOf(sample, way))),
    here: address === null ? null : await rightsOf(sample, here),
  }));
  return {
    mode,
    paths: ways.map(({ kind, names }) => ({ kind, names })),
    people: await Promise.all(people),
  };
}

/** Everybody writes while the site is open and reads while it is read-only; closed, only who is known does. */
function within(mode: Mode, reach: Reach): Reach {
  if (mode === 'open') return 'write';
  return mode === 'read-only' && reach === 'none' ? 'read' : reach;
}

/** The page of a closed site: there everybody is asked who he is. */
async function reachOf(
  gate: Gate,
  view: View,
  { identity, way }: { readonly identity: Identity; readonly way: Way },
): Promise<Reach> {
  const { decision } = await gate.judge(
    {
      method: 'GET',
      target: somePage,
      headers: ['Host', way.host, 'Accept', 'text/html'],
      peer: way.peer,
      httpVersion: '1.1',
      secure: true,
      upgrade: false,
    },
    { view, body: nothing, known: { identity, confirmed: false } },
  );
  return decision.kind === 'own' ? 'none' : decision.standing.scope;
}

const nothing: BodyReader = { read: async () => new Uint8Array() };

const asHeIs = ({ identity }: Sample): Identity => identity;
const anywhere: Way = { kind: 'anywhere', names: [], host: somewhere, peer: null, arrivesBy: asHeIs };

function waysOf({ trusted: { networks, adminHosts } }: Policy, hasBreakGlass: boolean): Way[] {
  const [network] = networks;
  const [host] = adminHosts;
  const names = [...new Set(networks.map(({ name }) => name))];
  return [
    anywhere,
    ...(network === undefined
      ? []
      : [{ ...anywhere, kind: 'network', names, peer: network.cidr.split('/')[0] ?? null } as const]),
    ...(host === undefined ? [] : [{ ...anywhere, kind: 'host', names: [...adminHosts], host } as const]),
    { ...anywhere, kind: 'own-pass', arrivesBy: withOwnPass },
    // Nothing but a break-glass pass makes a path of it.
    ...(hasBreakGlass ? [{ ...anywhere, kind: 'this-machine', peer: '127.0.0.1' } as const] : []),
  ];
}

/** A pass beside a sign-in, for the same person. Who comes by a pass alone has used it to say who he is. */
function withOwnPass({ identity, kind }: Sample): Identity | null {
  if (identity.via === 'pass' || kind === 'visitor') return null;
  return { ...identity, pass: passOf('write', { subject: identity.subject ?? '' }) };
}

function samplesOf({ identity, bypass }: Policy, hasBreakGlass: boolean): Sample[] {
  const given = new Set(identity.flatMap(rolesOfSource));
  const [named] = bypass.allowedSubjects;
  const isNamed = identity.length > 0 && named !== undefined;
  return [
    ...roles
      .filter((role) => given.has(role) || (role === 'allowed' && isNamed))
      .map((role) => ({ kind: role, identity: signedIn(role, role === 'allowed' ? named : undefined) })),
    { kind: 'write-pass', identity: holding('admin', passOf('write')) },
    { kind: 'read-pass', identity: holding('support', passOf('read')) },
    ...(hasBreakGlass
      ? [
          {
            kind: 'break-glass',
            identity: holding('admin', passOf('write', { breakGlass: true })),
          } as const,
        ]
      : []),
    { kind: 'visitor', identity: { role: 'visitor', subject: null, via: 'none', pass: null } },
  ];
}

const roles = ['admin', 'support', 'allowed'] as const satisfies readonly Role[];

/** No policy can name the empty subject: whoever has it has his role alone. */
function signedIn(role: Role, subject = ''): Identity {
  return { role, subject, via: 'callback', pass: null };
}

type Grant = NonNullable<Identity['pass']>;

function holding(role: Role, pass: Grant): Identity {
  return { role, subject: pass.subject, via: 'pass', pass };
}

function passOf(scope: Grant['scope'], more: Partial<Grant> = {}): Grant {
  return { id: 'sample', subject: '', scope, breakGlass: false, ...more };
}
