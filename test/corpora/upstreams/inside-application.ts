import express5 from 'express';
import express4 from 'express4';
import { expressRecording } from '../../../packages/gate/test/adapters/recording/express-recording.ts';
import { startFastifyRecording } from '../../../packages/gate/test/adapters/recording/fastify-recording.ts';
import { startFetchRecording } from '../../../packages/gate/test/adapters/recording/fetch-recording.ts';
import { startHonoRecording } from '../../../packages/gate/test/adapters/recording/hono-recording.ts';
import { startNodeRecording } from '../../../packages/gate/test/adapters/recording/node-recording.ts';
import type {
  Recorder,
  StartRecordingSite,
} from '../../../packages/gate/test/adapters/recording/recording-site.ts';
import { startRawUpstream } from './raw-upstream.ts';
import type { Hit, InsideName, RecordingUpstream } from './upstream.ts';

const sites: Readonly<Record<InsideName, StartRecordingSite>> = {
  'inside node': startNodeRecording,
  'inside express5': expressRecording(express5),
  'inside express4': expressRecording(express4),
  'inside fastify': startFastifyRecording,
  'inside hono': startHonoRecording,
  'inside fetch': startFetchRecording,
};

/** What the application's own code is handed, whatever gate lets it in; beside it, who knows the people. */
export async function startInsideApplication(name: InsideName): Promise<RecordingUpstream> {
  const people = await startRawUpstream();
  let hits: Hit[] = [];
  let tunnelled = '';
  const recorder: Recorder = {
    arrived(head) {
      const hit: { -readonly [Key in keyof Hit]: Hit[Key] } = {
        ...head,
        body: '',
        handler: 'other',
        isCut: true,
      };
      hits.push(hit);
      return {
        served(body, part) {
          Object.assign(hit, { body: body.toString('latin1'), handler: part, isCut: false });
        },
      };
    },
    tunnelled: (bytes) => {
      tunnelled += bytes.toString('latin1');
    },
  };
  return {
    name,
    wayIn: {
      kind: 'adapter',
      identityOrigin: people.wayIn.origin,
      start: (gate, address) => sites[name]({ gate, recorder, address }),
    },
    hits: () => hits,
    bytes: () =>
      [...hits.map(({ method, target, body }) => `${method} ${target} ${body}`), tunnelled].join('\n'),
    answerIdentity: people.answerIdentity,
    clear: () => {
      hits = [];
      tunnelled = '';
    },
    close: () => people.close(),
  };
}
