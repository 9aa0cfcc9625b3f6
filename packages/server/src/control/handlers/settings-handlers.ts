import {
  builtInLanguages,
  type Gate,
  PortcullisError,
  parseSettings,
  type ServerStore,
  type Settings,
  type StoredSettings,
} from '@portcullis/gate';
import type { z } from 'zod';
import type { Config } from '../../config/parse-config.ts';
import { actorOnRecord } from '../../switching/actor-on-record.ts';
import type { Handlers } from '../api/handlers.ts';
import { type settingsRoutes, settingsSchema, storedSettingsSchema } from '../api/policy-routes.ts';
import { nameOfCaller } from '../name-of-caller.ts';

export interface SettingsHandlersOptions {
  readonly gate: Gate;
  readonly store: Pick<ServerStore, 'settings'>;
  readonly config: Pick<Config, 'policyInput'>;
}

export function createSettingsHandlers({
  gate,
  store,
  config,
}: SettingsHandlersOptions): Handlers<typeof settingsRoutes> {
  /** The schema drops nothing that is allowed, and gives arrays of its own. */
  function shown(stored: StoredSettings): z.output<typeof storedSettingsSchema> {
    return storedSettingsSchema.parse({
      ...stored,
      file: settingsSchema.shape.page.parse(config.policyInput.page ?? {}),
      knownLanguages: builtInLanguages,
    });
  }

  return {
    async read(context) {
      return context.json(shown(await store.settings.read(gate.site)), 200);
    },
    async change(context) {
      const { expectedEpoch, settings: asked } = context.req.valid('json');
      const { settings } = parseSettings(asked);
      const changedBy = actorOnRecord(nameOfCaller(context.var.caller));
      const before = await store.settings.read(gate.site);
      const result = await gate.audit.writeWith(
        {
          kind: 'settings.changed',
          actor: changedBy,
          data: { changed: changedKeys(before.settings, settings) },
        },
        async (record) => {
          const done = await store.settings.change(gate.site, { expectedEpoch, settings, changedBy, record });
          return { stored: done.kind === 'changed', result: done };
        },
      );
      if (result.kind === 'conflict') throw conflict(result.stored);
      await gate.refresh();
      // They are stored and in force, whatever becomes of the seal; the log names each place that refused it.
      await gate.audit.seal().catch(() => undefined);
      return context.json(shown(result.stored), 200);
    },
  };
}

function conflict({ changedBy, changedAt, epoch }: StoredSettings): PortcullisError {
  const who =
    changedBy === null || changedAt === null
      ? ''
      : ` The settings were last changed by ${changedBy} at ${new Date(changedAt).toISOString()}.`;
  return new PortcullisError(
    'PORTCULLIS_SWITCH_CONFLICT',
    `Nothing was saved: the switch, a pass or the settings changed since they were read (epoch ${epoch} now).${who} Load them again, look at what changed, and save once more.`,
  );
}

/** For the record: what was changed, not a logo of 64 KB. */
function changedKeys(before: Settings | null, after: Settings): string[] {
  const old = flat(before);
  const fresh = flat(after);
  const names = [...new Set([...Object.keys(old), ...Object.keys(fresh)])].sort();
  return names.filter((name) => JSON.stringify(old[name]) !== JSON.stringify(fresh[name]));
}

function flat(settings: Settings | null): Readonly<Record<string, unknown>> {
  if (settings === null) return {};
  const entries = (group: string, values: object) =>
    Object.entries(values).map(([key, value]) => [`${group}.${key}`, value] as const);
  const { page, defaults, production = {} } = settings;
  return Object.fromEntries([
    ...entries('page', page),
    ...entries('defaults', defaults),
    ...entries('production', production),
  ]);
}
