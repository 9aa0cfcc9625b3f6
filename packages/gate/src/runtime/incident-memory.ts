import type { Clock } from '../ports/clock.ts';
import type { IncidentSink, TechnicalError } from '../ports/incident-sink.ts';
import { keptText } from './kept-text.ts';
import { pathOnRecord } from './path-on-record.ts';
import { createReference, normaliseReference } from './reference.ts';

/** A technical error as a gate without another sink remembers it. */
export interface KeptIncident extends Omit<TechnicalError, 'target' | 'original' | 'message' | 'requestId'> {
  /** What its reader was told, such as `K7Q2-9FMX`. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** As records show it: without query and long tokens. */
  readonly path: string;
  /** From its beginning, 64 KB at most. */
  readonly original: string;
  readonly isCut: boolean;
}

export interface IncidentMemory extends IncidentSink {
  /** However the id was written down. Null when there is none, or it is a day old. */
  find(id: string): KeptIncident | null;
}

/** Together they hold 13 MB at most. */
const most = 200;
const longestOriginalBytes = 64 * 1024;
const lifetimeMs = 24 * 60 * 60 * 1_000;

/** The newest incidents of this process, for as long as it runs. */
export function createIncidentMemory({ wallMs }: Pick<Clock, 'wallMs'>): IncidentMemory {
  const byId = new Map<string, KeptIncident>();
  return {
    keep(found) {
      const id = createReference();
      byId.set(id, compact(found, id, wallMs()));
      if (byId.size > most) {
        const oldest = byId.keys().next().value;
        if (oldest !== undefined) byId.delete(oldest);
      }
      return id;
    },
    find(id) {
      const normal = normaliseReference(id.slice(0, 64));
      const found = byId.get(normal);
      if (found === undefined) return null;
      if (wallMs() - found.at < lifetimeMs) return found;
      byId.delete(normal);
      return null;
    },
  };
}

/** Nothing of it holds on to the request. */
function compact(found: TechnicalError, id: string, at: number): KeptIncident {
  const { method, target, status, channel, name, subject, role, clientAddress } = found;
  const { original, isCut } = cut(found.original);
  return {
    id,
    at,
    method: keptText(method, 32),
    path: keptText(pathOnRecord(target), 256),
    status,
    channel,
    name: name === null ? null : keptText(name, 256),
    subject: subject === null ? null : keptText(subject, 256),
    role,
    clientAddress: clientAddress === null ? null : keptText(clientAddress, 64),
    original,
    isCut: isCut || found.isCut === true,
  };
}

function cut(original: Uint8Array | string): Pick<KeptIncident, 'original' | 'isCut'> {
  // A character is a byte at least: what lies behind so many is behind so many bytes.
  const bytes =
    typeof original === 'string'
      ? new TextEncoder().encode(original.slice(0, longestOriginalBytes + 1))
      : original;
  // With more to come a character that is cut in two is left away.
  const text = new TextDecoder().decode(bytes.subarray(0, longestOriginalBytes), {
    stream: bytes.length > longestOriginalBytes,
  });
  return { original: text, isCut: bytes.length > longestOriginalBytes };
}
