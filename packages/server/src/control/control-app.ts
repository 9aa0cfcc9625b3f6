import { type Gate, PortcullisError, passDefaultTtlMs, type Store } from '@portcullis/gate';
import { type Context, Hono } from 'hono';
import type { z } from 'zod';
import { isLoopbackName } from '../config/gate-origin.ts';
import type { Config } from '../config/parse-config.ts';
import type { Logger } from '../observe/logger.ts';
import type { Metrics } from '../observe/metrics.ts';
import { actorOnRecord, shellActor } from '../switching/actor-on-record.ts';
import { arrivalAt, insiderHost, passArrival } from '../switching/arrival.ts';
import type { Caller, LockOutOptions } from '../switching/lock-out-check.ts';
import { noticeWithDefaults } from '../switching/notice-with-defaults.ts';
import { namesNobody, pathsToWrite } from '../switching/paths-to-write.ts';
import { turnOff, turnOn } from '../switching/turn.ts';
import { auditPage, verifyStoredAudit } from './audit-operations.ts';
import { problem } from './control-problem.ts';
import {
  explainSchema,
  passCreateSchema,
  removeInstanceSchema,
  revokeSchema,
  switchOffSchema,
  switchOnSchema,
} from './control-schema.ts';
import { explainRequest } from './explain-request.ts';
import { missingFor } from './missing-for.ts';
import { modeInForceAt } from './mode-in-force.ts';
import { createPass, passHolder, passLink, revokePass } from './pass-operations.ts';
import { placeForPass } from './place-for-pass.ts';
import { siteStatus } from './site-status.ts';

export interface ControlOptions {
  readonly gate: Gate;
  readonly store: Store;
  readonly config: Config;
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly auditKeys: readonly CryptoKeyLike[];
  readonly hostSeals: Parameters<typeof verifyStoredAudit>[0]['hostSeals'];
  readonly fetchUpstream: LockOutOptions['fetchUpstream'];
  /** The port that was really taken, for links. */
  readonly port: () => number;
}

type CryptoKeyLike = Parameters<typeof verifyStoredAudit>[0]['keys'][number];

/** Everything the command line does, as one HTTP API; errors are problem+json with a registered code. */
export function createControlApp(options: ControlOptions): Hono {
  const { gate, store, metrics, logger } = options;
  const app = new Hono();
  const reach = () => ({ config: options.config, port: options.port() });
  const switching = {
    gate,
    store,
    fetchUpstream: options.fetchUpstream,
    signInArrival: () => arrivalAt(reach(), insiderHost(reach())),
  };
  const callerOf = (credentials: z.output<typeof switchOnSchema>['proof']['credentials']): Caller | null => {
    if (credentials === null) return null;
    const { host, headers, address } = credentials;
    return { arrival: arrivalAt(reach(), host, address), headers };
  };
  const site = app.basePath('/v1/sites/:site');

  app.onError((error, context) => problem(context, error, logger));
  app.notFound((context) =>
    problem(
      context,
      new PortcullisError(
        'PORTCULLIS_NOT_FOUND',
        `No such route: ${context.req.method} ${context.req.path}.`,
      ),
      logger,
    ),
  );
  site.use(async (context, next) => {
    if (context.req.param('site') !== gate.site) {
      throw new PortcullisError(
        'PORTCULLIS_NOT_FOUND',
        `This server guards the site "${gate.site}", not "${context.req.param('site')}".`,
      );
    }
    await next();
  });

  app.get('/health', (context) => context.json({ status: 'ok', mode: gate.view().snapshot.mode }));
  app.get('/metrics', async (context) =>
    context.text(await metrics.text(), 200, { 'Content-Type': metrics.contentType }),
  );

  site.get('/status', async (context) => context.json(await siteStatus({ gate, store, ...reach() })));
  site.get('/in-force', (context) => context.json(modeInForceAt({ gate, ...reach() })));

  site.post('/on', async (context) => {
    const body = await parseBody(context, switchOnSchema);
    const { passFor, passUrl, breakGlassToken } = body.proof;
    const credentials = callerOf(body.proof.credentials);
    const wanted = {
      mode: body.mode,
      areas: body.areas,
      notice: noticeWithDefaults(body.notice, gate.view()),
      reason: body.reason,
      actor: shellActor(body.actor),
      expected: body.expected,
      expires: body.expires,
      force: body.force,
    };
    if (passFor === null) {
      const proof = { credentials, pass: null, breakGlassToken };
      const { state, lockOut, replaced } = await turnOn(switching, { ...wanted, proof });
      return context.json({ switch: state.switch, lockOut, replaced, pass: null });
    }
    const { host, headers } = body.proof.credentials ?? { host: insiderHost(reach()), headers: [] };
    const arrival = passArrival(reach(), host);
    const minted = await createPass({
      gate,
      store,
      actor: actorOnRecord(wanted.actor),
      subject: passFor,
      scope: 'write',
      ttlMs: passDefaultTtlMs,
    });
    try {
      const pass = await passHolder({ gate, minted, arrival, headers });
      const proof = { credentials, pass, breakGlassToken };
      const { state, lockOut, replaced } = await turnOn(switching, { ...wanted, proof });
      const { id } = minted.pass;
      const shown = { id, ...linkTo(passUrl ?? arrival.origin, minted.token) };
      return context.json({ switch: state.switch, lockOut, replaced, pass: shown });
    } catch (error) {
      // Its link was never printed: nobody has it, and nobody shall.
      await revokePass({
        gate,
        store,
        id: minted.pass.id,
        actor: actorOnRecord(wanted.actor),
        reason: 'turning on was refused',
      }).catch((failure: unknown) => logger.error({ error: failure }, 'a pass could not be revoked'));
      throw error;
    }
  });

  site.post('/off', async (context) => {
    const body = await parseBody(context, switchOffSchema);
    const { state, changed } = await turnOff(switching, {
      reason: body.reason,
      actor: shellActor(body.actor),
      anyway: body.anyway,
      areas: body.areas,
    });
    return context.json({ switch: state.switch, changed });
  });

  site.post('/explain', async (context) =>
    context.json(await explainRequest(gate, await parseBody(context, explainSchema))),
  );
  site.get('/references/:reference', (context) => {
    const found = gate.findReference(context.req.param('reference'));
    if (found === null) {
      throw new PortcullisError(
        'PORTCULLIS_NOT_FOUND',
        `No refusal with the reference ${context.req.param('reference')} is kept by this server, which has its newest 20,000 since it started. Gates inside applications keep their own: gate.findReference(reference) there.`,
      );
    }
    const { policy } = gate.view().snapshot.compiled;
    return context.json({ ...found, missing: missingFor(found.decision, policy) });
  });

  site.get('/passes', async (context) =>
    context.json({ passes: (await store.passes.list(gate.site)).map(withoutHash) }),
  );
  site.post('/passes', async (context) => {
    const body = await parseBody(context, passCreateSchema);
    const minted = await createPass({ gate, store, ...body });
    const place = await placeForPass({ gate, minted, reach: reach() });
    const shown = linkTo(body.url ?? place.origin, minted.token);
    const { policy } = gate.view().snapshot.compiled;
    const paths = [...pathsToWrite(policy), ...(namesNobody(policy) ? [] : ['with a sign-in of their own'])];
    const use = { writesThere: place.writes, pathsToWrite: paths };
    return context.json({ pass: withoutHash(minted.pass), ...shown, ...use }, 201);
  });
  site.post('/passes/:id/revoke', async (context) => {
    const { actor } = await parseBody(context, revokeSchema);
    const id = context.req.param('id');
    await revokePass({ gate, store, id, actor });
    return context.json({ revoked: id });
  });

  site.post('/instances/:id/remove', async (context) => {
    const { actor, reason } = await parseBody(context, removeInstanceSchema);
    const id = context.req.param('id');
    const removed = await gate.audit.writeWith(
      { kind: 'instance.removed', actor, data: { instance: id, reason } },
      async (record) => {
        const done = await store.instances.remove(gate.site, id, record);
        return { stored: done, result: done };
      },
    );
    if (!removed) throw new PortcullisError('PORTCULLIS_NOT_FOUND', `There is no instance ${id}.`);
    return context.json({ removed: id });
  });

  site.get('/audit', async (context) => {
    await gate.audit.flush();
    return context.json({
      records: await auditPage(store, gate.site, Number(context.req.query('limit') ?? 50)),
    });
  });
  site.post('/audit/verify', async (context) => {
    await gate.audit.flush();
    await gate.audit.seal();
    return context.json(
      await verifyStoredAudit({
        store: store.audit,
        site: gate.site,
        hostSeals: options.hostSeals,
        keys: options.auditKeys,
      }),
    );
  });
  return app;
}

async function parseBody<Schema extends z.ZodType>(
  context: Context,
  schema: Schema,
): Promise<z.output<Schema>> {
  if (!context.req.header('content-type')?.startsWith('application/json')) {
    throw new PortcullisError('PORTCULLIS_USAGE', 'Expected a body of type application/json.');
  }
  const text = await context.req.text();
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new PortcullisError('PORTCULLIS_USAGE', 'The body is not valid JSON.', { cause });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    ({ path, message }) => `${path.join('.') || '(body)'}: ${message}`,
  );
  throw new PortcullisError(
    'PORTCULLIS_USAGE',
    `The request cannot be understood:\n  ${problems.join('\n  ')}`,
  );
}

/** Whoever gets the link should know where it can be opened at all. */
function linkTo(origin: string, token: string): { link: string; isFromThisMachine: boolean } {
  return { link: passLink(origin, token), isFromThisMachine: isLoopbackName(new URL(origin).hostname) };
}

function withoutHash<Value extends { readonly tokenHash: string }>({ tokenHash, ...rest }: Value) {
  // Eight characters are enough to tell passes apart in a log.
  return { ...rest, fingerprint: tokenHash.slice(0, 8) };
}
