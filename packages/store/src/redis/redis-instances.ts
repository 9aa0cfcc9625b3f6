import type { InstanceReport, InstanceStore, StoredInstance } from '@portcullis/gate';
import { instanceReportShape } from '../record/instance-shape.ts';
import { json, type Shape, whole } from '../record/shape.ts';
import { compareText } from '../rules/compare-text.ts';
import { textOf } from './keys.ts';
import { writePeople } from './people.ts';
import type { FacetOptions } from './redis-switch.ts';
import { foundHash, readingHash } from './site-state.ts';

const reportShape: Shape<InstanceReport> = json(instanceReportShape);

export function redisInstances({ connection, keys }: FacetOptions): InstanceStore {
  return {
    report: (site, report) =>
      connection.settle(async () => {
        const { reports, seen } = keys.of(site);
        const { now: readAt } = await connection.ask([]);
        const outcome = await connection.commit({
          conditions: [],
          // A client that keeps what it could not send would have an instance seen that is long gone.
          readAt,
          commands: [
            { name: 'HSET', key: reports, args: [report.id, JSON.stringify(report)] },
            { name: 'HSET', key: seen, args: [report.id, ''], clockAt: 2 },
          ],
        });
        return outcome.kind === 'done' ? outcome.now : undefined;
      }),
    list: (site) =>
      connection.settle(async () => {
        const { reports, seen } = keys.of(site);
        const { now, results } = await connection.ask([readingHash(reports), readingHash(seen)]);
        const at = `the instances of ${site}`;
        const times = new Map(foundHash(results[1], at));
        const said = new Map(foundHash(results[0], at));
        return [...new Set([...said.keys(), ...times.keys()])]
          .map((id): StoredInstance => {
            // A Redis that forgets one of the two must neither hide an instance nor keep the others from being shown.
            const stored = said.get(id);
            const report = stored === undefined ? forgottenReport(id) : reportShape(stored, at);
            const seenAt = whole(Number(times.get(id) ?? 0), `${at}: when ${id} was seen`);
            return { ...report, seenAt, now };
          })
          .sort((a, b) => compareText(a.id, b.id));
      }),
    remove(site, id, record) {
      const own = keys.of(site);
      const { reports, seen, people } = own;
      const removing = [
        { name: 'HDEL', key: reports, args: [id] },
        { name: 'HDEL', key: seen, args: [id] },
      ];
      return connection.settle(async () => {
        const { now, results } = await connection.ask([
          { name: 'HGET', key: reports, args: [id] },
          { name: 'HGET', key: people, args: ['revision'] },
          { name: 'HGET', key: seen, args: [id] },
        ]);
        const at = `the instance ${id} of ${site}`;
        const [value = null, revision = null, time = null] = results.map((one) =>
          one === null || one === undefined ? null : textOf(one, at),
        );
        if (value === null && time === null) return false;
        const written = await writePeople(connection, own, {
          people: { now, revision },
          record: record ?? null,
          // Else it has reported meanwhile.
          conditions: [{ key: reports, field: id, value }],
          commands: removing,
        });
        return written ? true : undefined;
      });
    },
  };
}

/** Of one that is known by name alone the least is claimed: nobody relies on it until it reports again, or is taken off. */
function forgottenReport(id: string): InstanceReport {
  return {
    id,
    version: '',
    host: '',
    processId: 0,
    epoch: 0,
    policyDigest: '',
    effectiveMode: 'open',
    effectiveAreas: {},
    why: 'store-lost',
    onStoreLost: 'keep',
    leaseMs: 0,
    clockOffsetMs: 0,
    writesInFlight: [],
    writesInFlightCount: 0,
    breakGlassSeen: null,
    startedAt: 0,
  };
}
