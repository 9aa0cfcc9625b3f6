import { loadConfig } from '../config/load-config.ts';
import { type OpenGuard, reasonOf } from '../databases/open-guard.ts';
import { ownStoreIn, prepareStore } from '../databases/own-store.ts';
import type { CommandContext } from './context.ts';

/**
 * The schema of the store that the configuration of this folder names, where it lies in the database of this guard; made where it is not
 * there yet. What cannot be found out is told: the server refuses to close what would close its own store.
 */
export async function configuredStore(
  opened: Extract<OpenGuard, { engine: 'postgres' }>,
  options: { readonly config?: string },
  { environment, workingDirectory, output }: CommandContext,
): Promise<readonly string[]> {
  const loaded = await loadConfig(options.config ?? environment.configFile, workingDirectory);
  if (loaded === null) return [];
  try {
    const { parseConfig } = await import('../config/parse-config.ts');
    const { store } = parseConfig(loaded.input, {
      directory: loaded.directory,
      defaultStateDirectory: environment.stateDirectory,
      defaultSite: environment.site,
      source: loaded.source,
      storeVariable: environment.variable,
    });
    if (store.kind !== 'postgres') return [];
    const schema = await ownStoreIn(opened, store);
    if (schema === null) return [];
    await prepareStore(store);
    return [schema];
  } catch (error) {
    output.note(
      `${output.paint.yellow('warning')} Whether the store of ${loaded.source} lies in this database is not known: ${reasonOf(error)}. If it does, leave it out with --store SCHEMA; its server does not close it before.`,
    );
    return [];
  }
}
