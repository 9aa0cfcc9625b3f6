import { chownSync, copyFileSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isOnPath, programPath, wordpressNeeds } from '../../../scripts/setup-debian.ts';
import { sendRequest } from '../send-request.ts';
import { createServerGroup, type ServerGroup, serverUser } from '../server-group.ts';
import type { Contents } from './changed-rows.ts';
import { readWritingStatements, sizeOf } from './read-statements.ts';
import { startMariadb } from './start-mariadb.ts';
import { startNginx } from './start-nginx.ts';
import { startPhpFpm } from './start-php-fpm.ts';
import { untouchedSettings, type WordpressSettings, writeSettings } from './wordpress-settings.ts';
import { type WordpressUserName, wordpressUsers } from './wordpress-users.ts';

const debianFiles = '/usr/share/wordpress';
const ourFiles = join(import.meta.dirname, 'php');

export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly message: string;
}

/** A WordPress of Debian behind nginx and PHP-FPM, with a MariaDB of its own: README.md. */
export interface Wordpress {
  readonly url: string;
  readonly port: number;
  /** Where everything of it lies; gone when it has stopped. */
  readonly folder: string;
  readonly users: typeof wordpressUsers;
  readonly userIds: Readonly<Record<WordpressUserName, number>>;
  /** Of a post that everybody may comment on, at `/opening-hours/`, and of a draft. */
  readonly postId: number;
  readonly draftId: number;
  readonly version: string;
  /** Changes what is named; the others stay. */
  configure(changes: Partial<WordpressSettings>): void;
  /** What is in the database now: judge by this. */
  contents(): Promise<Contents>;
  /** Statements that may have changed something, since the last `clear`. */
  statements(): readonly string[];
  /** Sent since the last `clear`. */
  mails(): readonly Mail[];
  /** What PHP wrote to its log. */
  phpErrors(): string;
  /** Files of uploads, plugins and themes. */
  files(): readonly string[];
  clear(): void;
  stop(): Promise<void>;
}

/** On a developer's machine a WordPress that is not installed is a gap that is said; on CI it fails. */
export function isWordpressLeftOut(): boolean {
  const { CI = '' } = process.env;
  const isCi = CI !== '' && CI !== 'false' && CI !== '0';
  return !isCi && wordpressNeeds.some(({ program }) => !isOnPath(program, programPath));
}

export async function startWordpress(): Promise<Wordpress> {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-wordpress-'));
  if (serverUser.uid !== undefined) chownSync(folder, serverUser.uid, serverUser.gid ?? serverUser.uid);
  const group = createServerGroup(folder);
  try {
    return await startIn(folder, group);
  } catch (error) {
    await group.stop();
    throw error;
  }
}

async function startIn(folder: string, group: ServerGroup): Promise<Wordpress> {
  const site = join(folder, 'site');
  const [{ socket, log }, phpSocket] = await Promise.all([
    startMariadb(group, folder),
    startPhpFpm(group, folder),
    copySite(group, site),
  ]);
  const port = await startNginx(group, { folder, documentRoot: site, phpSocket });
  const url = `http://127.0.0.1:${port}`;
  let settings = untouchedSettings(url);
  // Nothing runs beside what stands here.
  writeSettings({ folder, socket, settings: { ...settings, cron: 'off' } });
  const installed = JSON.parse(
    await group.run(['php', join(folder, 'install.php'), url, JSON.stringify(wordpressUsers)]),
  );
  // What is due after an installation, and what the first call of admin-ajax.php makes due: else a visitor would run it.
  await sendRequest({ port, target: '/wp-admin/admin-ajax.php?action=heartbeat' });
  await group.run(['php', join(site, 'wp-cron.php')]);
  writeSettings({ folder, socket, settings });
  const mailFile = join(folder, 'mails.jsonl');
  let clearedAt = sizeOf(log);
  const clear = () => {
    clearedAt = sizeOf(log);
    writeFileSync(mailFile, '');
    if (serverUser.uid !== undefined) chownSync(mailFile, serverUser.uid, serverUser.gid ?? serverUser.uid);
  };
  clear();
  return {
    url,
    port,
    folder,
    users: wordpressUsers,
    userIds: installed.users,
    postId: installed.post,
    draftId: installed.draft,
    version: installed.version,
    configure(changes) {
      settings = { ...settings, ...changes };
      writeSettings({ folder, socket, settings });
    },
    contents: async () => JSON.parse(await group.run(['php', join(folder, 'contents.php'), socket])),
    statements: () => readWritingStatements(log, clearedAt),
    mails: () => readLines(mailFile).map((line) => JSON.parse(line)),
    phpErrors: () => readLines(join(folder, 'php-errors.log')).join('\n'),
    files: () => readdirSync(join(site, 'wp-content'), { recursive: true, encoding: 'utf8' }).sort(),
    clear,
    stop: () => group.stop(),
  };
}

/** The files of Debian's package in one tree, as WordPress itself comes. */
async function copySite(group: ServerGroup, site: string): Promise<void> {
  // -L: some files of the package are links into other packages.
  await group.run(['cp', '-rL', debianFiles, site]);
  const plugins = join(site, 'wp-content', 'mu-plugins');
  await group.run(['mkdir', plugins, join(site, 'wp-content', 'uploads')]);
  copyFileSync(join(ourFiles, 'wp-config.php'), join(site, 'wp-config.php'));
  copyFileSync(join(ourFiles, 'install.php'), join(site, '..', 'install.php'));
  copyFileSync(join(ourFiles, 'contents.php'), join(site, '..', 'contents.php'));
  for (const name of ['mails.php', 'breakages.php']) copyFileSync(join(ourFiles, name), join(plugins, name));
}

function readLines(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '');
  } catch (error) {
    // Nobody wrote to it yet.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
