import type { InstanceReport, InstanceStore, StoredInstance } from '@portcullis/gate';
import { instanceReportShape } from '../record/instance-shape.ts';
import { json, type Shape, whole } from '../record/shape.ts';
import { compareText } from '../rules/compare-text.ts';
import { appendRecords } from './append-records.ts';
import { textOf } from './keys.ts';
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
      const { reports, seen } = keys.of(site);
      const removing = [
        { name: 'HDEL', key: reports, args: [id] },
        { name: 'HDEL', key: seen, args: [id] },
      ];
      const appending = appendRecords(keys.of(site), record === undefined ? [] : [record]);
      return connection.settle(async () => {
        const { results } = await connection.ask([{ name: 'HGET', key: reports, args: [id] }]);
        const [report] = results;
        if (report === null || report === undefined) return false;
        const value = textOf(report, `the instance ${id} of ${site}`);
        const outcome = await connection.commit({
          conditions: [{ key: reports, field: id, value }, ...appending.conditions],
          commands: [...removing, ...appending.commands],
        });
        appending.check(outcome);
        // Else it has reported meanwhile.
        return outcome.kind === 'done' ? true : undefined;
      });
    },
  };
}
