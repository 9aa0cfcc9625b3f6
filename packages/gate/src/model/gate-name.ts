/** Twice the fingerprint that people see of a key, so that no two keys of a site share it by chance. */
const shownOfKey = 16;

/**
 * What an instance is called, and its audit chain, that speaks through a key of the control API: `9f86d081884c7d65:web-1`. It
 * begins with the key's fingerprint, so that whoever has one key cannot speak for the instances of another, nor for a server's.
 */
export function gateName(keyHash: string, id: string): string {
  return `${keyHash.slice(0, shownOfKey)}:${id}`;
}

/** Whether a name is for the holder of this key to use. */
export function isGateNameOf(keyHash: string, name: string): boolean {
  return name.startsWith(gateName(keyHash, ''));
}
