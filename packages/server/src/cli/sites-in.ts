import { readdir } from 'node:fs/promises';

/** What an instance leaves behind: its last state, its control socket, its seals. */
const trace = /^(?:state|control|seals)-([a-z0-9-]{1,63})\.(?:json|sock|jsonl)$/;

/** The sites that instances have guarded with this state directory; none when it is not there. */
export async function sitesIn(directory: string): Promise<readonly string[]> {
  let names: readonly string[];
  try {
    names = await readdir(directory);
  } catch {
    return [];
  }
  return [...new Set(names.flatMap((name) => trace.exec(name)?.[1] ?? []))].sort();
}
