/** Whatever an application hands in, with each of its functions ready to fail. */
export interface Breakable<Hooks> {
  readonly hooks: Hooks;
  /** By the names on the way to it, such as `store.switch.read`, in the order of the object. */
  readonly names: readonly string[];
  /** Fails in this way from now on; the others go on. */
  break(name: string, way: Way): void;
  heal(): void;
}

export const ways = {
  throws() {
    throw new Error('a hook threw');
  },
  async rejects() {
    throw new Error('a hook rejected');
  },
  'gives nothing': () => undefined,
  'gives what it should not': () => ({ switch: { mode: 'opne' }, role: 'owner', passes: 7 }),
  hangs: () => new Promise<never>(() => undefined),
} as const;

export type Way = keyof typeof ways;

export function breakable<Hooks extends object>(given: Hooks): Breakable<Hooks> {
  const names: string[] = [];
  const broken = new Map<string, Way>();
  const wrap = (value: unknown, name: string): unknown => {
    if (typeof value === 'function') {
      names.push(name);
      return (...args: unknown[]): unknown => {
        const way = broken.get(name);
        return way === undefined ? Reflect.apply(value, undefined, args) : ways[way]();
      };
    }
    const isPlain = typeof value === 'object' && value !== null && !(value instanceof Uint8Array);
    if (!isPlain) return value;
    if (Array.isArray(value)) return value.map((one, index) => wrap(one, `${name}.${index}`));
    const entries = Object.entries(value).map(([key, of]) => [
      key,
      wrap(of, name === '' ? key : `${name}.${key}`),
    ]);
    return Object.fromEntries(entries);
  };
  return {
    hooks: wrap(given, '') as Hooks,
    names,
    break: (name, way) => void broken.set(name, way),
    heal: () => broken.clear(),
  };
}

/** What nobody caught: each would have ended the process. */
export function watchUncaught(): { readonly uncaught: readonly unknown[]; stop(): void } {
  const uncaught: unknown[] = [];
  const note = (error: unknown): void => void uncaught.push(error);
  process.on('unhandledRejection', note).on('uncaughtException', note);
  return {
    uncaught,
    stop: () => void process.off('unhandledRejection', note).off('uncaughtException', note),
  };
}
