import { createRoute, z } from '@hono/zod-openapi';
import type { ProcessReport } from '@portcullis/quiesce/fleet';
import { needs } from './access.ts';
import { answers, idParameter, jsonBody, reason, shellName, siteParameter, under } from './parts.ts';

const text = z.string().max(500);
const job = z.strictObject({
  name: text,
  id: text.nullable(),
  since: z.number().nullable(),
  by: text.nullable(),
});
const jobs = z.array(job).max(100);

const reportSchema = z
  .strictObject({
    fleet: z.string().max(64),
    // As processes make it. Nothing that a store could not take, or nobody could type.
    id: z.string().regex(/^[\x21-\x7e]{1,64}$/),
    host: z.string().max(253),
    processId: z.int().min(1),
    obeys: z.enum(['running', 'paused']),
    workers: z
      .array(
        z.strictObject({
          name: text,
          counts: z.enum(['fleet', 'process', 'nobody']),
          inHand: z.int().min(0).nullable(),
          waiting: z.int().min(0).nullable(),
          jobs,
          stopped: z
            .array(z.strictObject({ name: text, held: z.int().min(0), skipped: z.int().min(0) }))
            .max(100)
            // Processes of an earlier version, which are deployed after the server, do not say.
            .default([]),
          begun: jobs,
          problem: z.string().max(2_000).nullable(),
        }),
      )
      .max(100),
    isLeaving: z.boolean(),
  })
  .openapi('ProcessReport');

/** What another server wrote of a process; null = it is of a version that this one does not understand. */
export function readProcessReport(said: string): ProcessReport | null {
  try {
    return reportSchema.parse(JSON.parse(said));
  } catch {
    return null;
  }
}

const tokenSchema = z
  .object({
    /** For the header `Portcullis-Worker`. */
    value: z.string(),
    /** Exclusive. */
    expiresAt: z.number(),
  })
  .openapi('WorkerToken');

const processParameter = idParameter.extend({
  worker: z
    .string()
    .min(1)
    .max(64)
    .openapi({ param: { name: 'worker', in: 'path' } }),
});

export const workerRoutes = {
  report: {
    access: needs('workers'),
    route: createRoute({
      method: 'post',
      path: under('/workers/report'),
      summary: 'A process says what its workers do, and hears what they are to do',
      request: { params: siteParameter, ...jsonBody(reportSchema) },
      /** Null = it is not known yet: go on as before. */
      responses: answers(
        z.object({
          wanted: z.enum(['running', 'paused']).nullable(),
          /** Grows with what is wanted: of two servers the higher one knows better. */
          order: z.int().nullable(),
          token: tokenSchema.nullable(),
        }),
      ),
    }),
  },
  token: {
    access: needs('workers'),
    route: createRoute({
      method: 'post',
      path: under('/workers/token'),
      summary: 'What jobs of a worker send with their calls through the gate, good for a minute',
      request: { params: siteParameter, ...jsonBody(z.strictObject({ worker: z.string().max(64) })) },
      responses: answers(tokenSchema),
    }),
  },
  forget: {
    access: needs('switch', { recent: true }),
    route: createRoute({
      method: 'post',
      path: under('/workers/{worker}/processes/{id}/forget'),
      summary: 'Wait no more for a process that says nothing, because it is known to have ended',
      request: { params: processParameter, ...jsonBody(z.strictObject({ reason, actor: shellName })) },
      responses: answers(z.object({ forgotten: z.string() })),
    }),
  },
};
