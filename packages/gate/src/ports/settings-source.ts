import type { StoredSettings } from '../model/settings.ts';

/** Where a gate learns what operators set; a `ServerStore` has one as `settings`. Asked when the epoch moved, never per request. */
export interface SettingsSource {
  read(site: string): Promise<Pick<StoredSettings, 'settings'>>;
}
