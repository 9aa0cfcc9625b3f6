/** What bodies that are being read for decisions may hold together, over all requests of the process. */
const mostBytes = 64 * 1_024 * 1_024;

/**
 * This much of each counts for nothing: whoever fills the memory with large bodies that never end must not keep
 * anybody from signing in.
 */
const freeBytes = 32 * 1_024;

let heldBytes = 0;

/** The memory that one body takes while it is read. */
export interface BodyMemory {
  /** False when that is more than there is: nobody can read this body now. */
  grow(bytes: number): boolean;
  /** Whether it takes more than what counts for nothing. */
  isLarge(): boolean;
  /** Idempotent. */
  release(): void;
}

export function createBodyMemory(): BodyMemory {
  let size = 0;
  let counted = 0;
  return {
    grow(bytes) {
      size += bytes;
      const more = Math.max(0, size - freeBytes) - counted;
      if (heldBytes + more > mostBytes) return false;
      heldBytes += more;
      counted += more;
      return true;
    },
    isLarge: () => counted > 0,
    release() {
      heldBytes -= counted;
      size = 0;
      counted = 0;
    },
  };
}
