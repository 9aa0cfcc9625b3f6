import { isAtLeastAsStrict, type Mode } from './mode.ts';
import { emptyNotice, type Notice } from './notice.ts';

/** Who did something, as it stands in the audit log. */
export interface Actor {
  /** `operator`, `key` (a program), `shell` (somebody on the host), `schedule`, `system`. */
  readonly kind: 'operator' | 'key' | 'shell' | 'schedule' | 'system';
  readonly name: string;
}

/** When the site is expected back. Times are milliseconds since 1970 on the store's clock. */
export interface Expected {
  readonly earliest: number;
  readonly latest: number;
  readonly nextUpdateAt: number | null;
}

/** The stored record that says which mode the site is in. */
export interface Switch {
  readonly site: string;
  /** Grows with everything an instance must enforce. */
  readonly epoch: number;
  /** Set while a window is open: from turning on until `open` again. */
  readonly windowId: string | null;
  readonly mode: Mode;
  /** Areas whose mode differs from the site's. */
  readonly areas: Readonly<Record<string, Mode>>;
  readonly notice: Notice;
  readonly reason: string;
  /** Who changed it last, if only what is said of it. */
  readonly actor: Actor;
  /** Since when it governs as it does. Milliseconds since 1970, store clock. */
  readonly since: number;
  /** Who made it govern as it does, at `since`. */
  readonly setBy: Actor;
  /** Who opened the window, and when. Null while none is open, and where nobody remembers. */
  readonly opened: { readonly by: Actor; readonly at: number } | null;
  readonly expected: Expected | null;
  /** An announced change, carried out once by a server on store time. */
  readonly expires: { readonly at: number; readonly then: 'open' } | null;
  /** Production mode. Alone it opens no window. */
  readonly production: boolean;
  /** Workers whose jobs had begun before the window: what these write through the gate is let in until they have ended. */
  readonly draining: readonly string[];
}

/** The part of the switch that an operator sets; the store adds epoch, window and times. */
export interface SwitchRequest {
  readonly mode: Mode;
  readonly areas: Readonly<Record<string, Mode>>;
  readonly notice: Notice;
  readonly reason: string;
  readonly actor: Actor;
  readonly expected: Expected | null;
  readonly expires: Switch['expires'];
  readonly production: boolean;
  /** @default none */
  readonly draining?: readonly string[];
}

const nobody: Actor = { kind: 'system', name: 'portcullis' };

/** A site nobody has ever switched. */
export function untouchedSwitch(site: string): Switch {
  return {
    site,
    epoch: 0,
    windowId: null,
    mode: 'open',
    areas: {},
    notice: emptyNotice,
    reason: '',
    actor: nobody,
    since: 0,
    setBy: nobody,
    opened: null,
    expected: null,
    expires: null,
    production: false,
    draining: [],
  };
}

/** Whether anything at all is governed: a mode or an area that is not open, or production mode. */
export function isGoverning(state: Pick<Switch, 'mode' | 'areas' | 'production'>): boolean {
  return (
    state.mode !== 'open' || state.production || Object.values(state.areas).some((mode) => mode !== 'open')
  );
}

/** Whether a window is open: some mode is not open. Production mode alone opens none. */
export function isWindow(state: Pick<Switch, 'mode' | 'areas'>): boolean {
  return state.mode !== 'open' || Object.values(state.areas).some((mode) => mode !== 'open');
}

/** Those whose window it is: who opened it, and who made it govern as it does. None while no window is open. */
export function ownersOf(window: Switch): readonly Actor[] {
  if (!isWindow(window)) return [];
  const { opened, setBy } = window;
  return opened === null || isSameActor(opened.by, setBy) ? [setBy] : [opened.by, setBy];
}

/** A name alone is not enough: a key may be called as an operator is. */
export function isSameActor(one: Actor, other: Actor): boolean {
  return one.kind === other.kind && one.name === other.name;
}

/** Whether the site or any area of it lets less through in `one` than in `other`. */
export function isStricterSomewhere(
  one: Pick<Switch, 'mode' | 'areas'>,
  other: Pick<Switch, 'mode' | 'areas'>,
): boolean {
  if (!isAtLeastAsStrict(other.mode, one.mode)) return true;
  const names = new Set([...Object.keys(one.areas), ...Object.keys(other.areas)]);
  return [...names].some((name) => !isAtLeastAsStrict(modeOfArea(other, name), modeOfArea(one, name)));
}

function modeOfArea({ areas, mode }: Pick<Switch, 'mode' | 'areas'>, name: string): Mode {
  return Object.hasOwn(areas, name) ? (areas[name] ?? mode) : mode;
}
