import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the file `wp-config.php` of a site says; a change counts from the next request on. */
export interface WordpressSettings {
  /** Where the site says that it lives, without a slash at the end: that of a gate in front of it. @default its own */
  readonly siteUrl: string;
  /** @default false */
  readonly debug: boolean;
  /** `display_errors` of PHP, and of WordPress while it debugs. @default false */
  readonly displayErrors: boolean;
  /** To wp-content/debug.log. @default false */
  readonly debugLog: boolean;
  /** @default false */
  readonly saveQueries: boolean;
  /** Who runs what is due: visits of pages, as WordPress does by itself, or nobody. @default "visits" */
  readonly cron: 'visits' | 'off';
  /** Whether there is a database. @default true */
  readonly hasDatabase: boolean;
}

export function untouchedSettings(siteUrl: string): WordpressSettings {
  return {
    siteUrl,
    debug: false,
    displayErrors: false,
    debugLog: false,
    saveQueries: false,
    cron: 'visits',
    hasDatabase: true,
  };
}

export interface WriteSettingsOptions {
  readonly folder: string;
  readonly socket: string;
  readonly settings: WordpressSettings;
}

export function writeSettings({ folder, socket, settings }: WriteSettingsOptions): void {
  const { hasDatabase, ...others } = settings;
  const database = `localhost:${hasDatabase ? socket : `${socket}.gone`}`;
  // No request may find half of it.
  const next = join(folder, 'settings.next.json');
  writeFileSync(next, JSON.stringify({ ...others, database }), { mode: 0o644 });
  renameSync(next, join(folder, 'settings.json'));
}
