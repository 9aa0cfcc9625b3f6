import type { RedisClient } from './redis-client.ts';

/**
 * What of a Redis lets it forget what it was told, as far as it says so. Redis itself gives no sign when it does: then instances
 * find that they remember more than the store, and keep the stricter state.
 */
export async function lookAtServer(client: RedisClient): Promise<readonly string[]> {
  const [memory, persistence, replication] = await Promise.all(
    ['memory', 'persistence', 'replication'].map((section) =>
      client.info(section).then(fieldsOf, () => new Map()),
    ),
  );
  const warnings: string[] = [];
  const policy = memory?.get('maxmemory_policy');
  if (policy !== undefined && policy !== 'noeviction') {
    warnings.push(
      `it forgets keys when its memory is full (maxmemory-policy ${policy}): the switch, passes and audit records may be among them. Set maxmemory-policy to noeviction, or use a Redis of its own`,
    );
  }
  if (persistence?.get('aof_enabled') === '0' && replication?.get('connected_slaves') === '0') {
    warnings.push(
      'it writes no append-only file and has no replica: when it ends without warning it forgets what was changed since its last snapshot. Set appendonly to yes',
    );
  }
  if (replication?.get('role') === 'slave') {
    warnings.push('it is a replica: nothing can be switched by it. Name the primary');
  }
  return warnings;
}

function fieldsOf(info: unknown): ReadonlyMap<string, string> {
  const lines = typeof info === 'string' ? info.split(/\r?\n/) : [];
  return new Map(
    lines
      .filter((line) => line.includes(':'))
      .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]),
  );
}
