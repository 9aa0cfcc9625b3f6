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
        const outcome = await connection.commit({
          conditions: [],
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
        return foundHash(results[0], at)
          .map(([id, stored]): StoredInstance => {
            const seenAt = whole(Number(times.get(id)), `${at}: when ${id} was seen`);
            return { ...reportShape(stored, at), seenAt, now };
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
        ]);
        const at = `the instance ${id} of ${site}`;
        const [value, revision] = results.map((one) =>
          one === null || one === undefined ? null : textOf(one, at),
        );
        if (value === null || value === undefined) return false;
        const written = await writePeople(connection, own, {
          people: { now, revision: revision ?? null },
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
