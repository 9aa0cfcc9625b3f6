/** What bodies that are being read for decisions may hold together, over all requests of the process. */
const mostBytes = 64 * 1_024 * 1_024;

/**
 * This much of each counts for nothing: whoever fills the memory with large bodies that never end must not keep
 * anybody from signing in.
 */
const freeBytes = 32 * 1_024;

/**
 * So long a body may take to arrive before its place is given to another one that needs it: a few that never end would keep everybody
 * else's out for as long as they last.
 */
const patienceMs = 2_000;

interface Arriving {
  readonly sinceMs: number;
  /** What it takes of all. */
  readonly counted: () => number;
  readonly giveUp: () => void;
}

let heldBytes = 0;
/** Those that began first come first. */
const arriving = new Set<Arriving>();

/** The memory that one body takes while it is read. */
export interface BodyMemory {
  /** False when that is more than there is: nobody can read this body now. */
  grow(bytes: number): boolean;
  /** Whether it takes more than what counts for nothing. */
  isLarge(): boolean;
  /**
   * It arrives, from now until the function that comes back is called. `giveUp`: another one needs its place; it must release.
   */
  arrives(giveUp: () => void): () => void;
  /** Idempotent. */
  release(): void;
}

export function createBodyMemory(): BodyMemory {
  let size = 0;
  let counted = 0;
  let own: Arriving | null = null;
  return {
    grow(bytes) {
      size += bytes;
      const more = Math.max(0, size - freeBytes) - counted;
      if (heldBytes + more > mostBytes) makeRoom(more, own);
      if (heldBytes + more > mostBytes) return false;
      heldBytes += more;
      counted += more;
      return true;
    },
    isLarge: () => counted > 0,
    arrives(giveUp) {
      const one: Arriving = { sinceMs: performance.now(), counted: () => counted, giveUp };
      own = one;
      arriving.add(one);
      return () => arriving.delete(one);
    },
    release() {
      heldBytes -= counted;
      size = 0;
      counted = 0;
    },
  };
}

/** Of others, and only where it is enough: nobody gives up his place for nothing. */
function makeRoom(bytes: number, own: Arriving | null): void {
  const now = performance.now();
  const slow = [...arriving].filter(
    (one) => one !== own && one.counted() > 0 && now - one.sinceMs >= patienceMs,
  );
  const possible = slow.reduce((sum, one) => sum + one.counted(), 0);
  if (heldBytes - possible + bytes > mostBytes) return;
  for (const one of slow) {
    if (heldBytes + bytes <= mostBytes) return;
    one.giveUp();
  }
}
