import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { PortcullisError } from '@portcullis/gate';
import { type PresetName, presetNames, readPreset } from '@portcullis/gate/presets';
import { loadSecret } from '@portcullis/store/host';
import { type Command, Option } from 'commander';
import type { CommandContext, CommonOptions } from '../context.ts';
import { probeOf, type SessionAnswers, sessionFrom, sessionQuestions } from '../session-answers.ts';
import {
  type StoreAnswers,
  type StoreOptions,
  storeFrom,
  storeKinds,
  storeNotes,
  storeTitles,
  usualVariable,
  variableProblem,
} from '../store-answers.ts';
import { withCommonOptions } from './common-options.ts';

interface InitOptions extends CommonOptions, StoreOptions {
  readonly upstream?: string;
  readonly signIn?: string;
  readonly adminHost?: string;
  readonly brand?: string;
  readonly publicUrl?: string;
  readonly proxy?: readonly string[];
  readonly sessionPath?: string;
  readonly sessionCookie?: string;
  readonly sessionSubject?: string;
  readonly sessionRole?: string;
  readonly sessionRoles?: string;
  readonly preset?: PresetName;
  readonly yes?: boolean;
}

export function addInitCommand(program: Command, context: CommandContext): void {
  withCommonOptions(program.command('init'), context)
    .summary('write a configuration and the server secret')
    .description(
      'Asks a few questions (or takes the options), writes portcullis.config.json and makes the server secret.',
    )
    .option('-u, --upstream <url>', 'the application, such as http://127.0.0.1:3000')
    .addOption(
      new Option(
        '-p, --preset <name>',
        'what is known of the application: sign-in, who somebody is, what reads, its debug tools',
      ).choices(presetNames),
    )
    .option('--sign-in <path>', 'the page where people sign in, such as /login')
    .option('--admin-host <name>', 'a host name that only insiders use, such as admin.example.com')
    .option('--brand <name>', "the site's name on the page")
    .option('--session-path <path>', 'what the application answers to who is signed in, such as /api/me')
    .option('--session-cookie <name>', 'the cookie of its session, such as session')
    .option('--session-subject <pointer>', 'where the JSON answer names the person, such as /user/email')
    .option('--session-role <pointer>', 'where it names the role, such as /user/role')
    .option('--session-roles <map>', 'its roles that get in, such as ADMIN=admin,STAFF=support')
    .addOption(
      new Option('--store <kind>', 'where the switch is remembered (default: sqlite)').choices(storeKinds),
    )
    .option(
      '--store-from <variable>',
      `the environment variable with the place of PostgreSQL or Redis (default: ${usualVariable})`,
    )
    .option(
      '--public-url <url>',
      'how visitors reach it through a proxy in front, such as https://shop.example.com',
    )
    .option(
      '--proxy <address...>',
      'the proxy in front, whose X-Forwarded-For is believed, such as 10.0.0.5/32',
    )
    .option('-y, --yes', 'ask nothing')
    .action((options: InitOptions) => init(context, options));
}

interface Answers {
  readonly upstream: string;
  readonly signIn: string;
  readonly adminHost: string;
  readonly brand: string;
  readonly session: SessionAnswers | null;
  /** It says where people sign in and who they are. */
  readonly preset: PresetName | null;
  readonly store: StoreAnswers | null;
}

async function init(context: CommandContext, options: InitOptions): Promise<void> {
  const file = resolve(context.workingDirectory, options.config ?? 'portcullis.config.json');
  if (existsSync(file)) {
    throw new PortcullisError(
      'PORTCULLIS_USAGE',
      `${file} exists already; it is left alone. Edit it, or name another with --config.`,
    );
  }
  requireOneSource(options);
  const answers = options.yes || !process.stdin.isTTY ? answersFrom(options) : await ask(options);
  const input = configFrom(answers, context, options);
  // Checked before it is written: a file that `up` refuses helps nobody.
  const { parseConfig } = await import('../../config/parse-config.ts');
  const config = parseConfig(input, {
    directory: dirname(file),
    defaultStateDirectory: context.environment.stateDirectory,
    defaultSite: context.environment.site,
    source: 'the answers',
  });
  const stateDirectory = options.stateDirectory ?? config.stateDirectory;
  // Before the file: where it cannot be written, the corrected command must not meet half of the first one.
  await loadSecret({ directory: stateDirectory, create: true });
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(input, null, 2)}\n`, { flag: 'wx' });
  if (options.json) return context.output.json({ file, stateDirectory, config: input });
  context.output.line(`Wrote ${file}`);
  context.output.line(
    `The server secret is in ${stateDirectory}/secret (mode 0600). Back it up: the audit log is verified with it.`,
  );
  for (const note of answers.preset === null ? [] : presetNotes[answers.preset]) context.output.line(note);
  const { store } = answers;
  for (const note of store === null ? [] : storeNotes(store, `${stateDirectory}/secret`))
    context.output.line(note);
  if (answers.session === null && !knowsPeople(answers.preset)) context.output.line(noIdentity);
  context.output.line(`Next: portcullis up   (guards ${config.upstream.origin})`);
}

const noIdentity =
  'WARNING: without --session-path the policy has no identity: signing in gets nobody past the gate; only passes do.\n  Name what the application answers to who is signed in: --session-path /api/me --session-cookie session --session-subject /email --session-role /role --session-roles ADMIN=admin';

function answersFrom(options: InitOptions): Answers {
  if (options.upstream === undefined) {
    throw new PortcullisError(
      'PORTCULLIS_USAGE',
      'Expected --upstream http://127.0.0.1:3000, or a terminal to ask on.',
    );
  }
  const { upstream, signIn = '', adminHost = '', brand = '' } = options;
  return {
    upstream,
    signIn,
    adminHost,
    brand,
    session: sessionFrom(options),
    preset: options.preset ?? null,
    store: storeFrom(options),
  };
}

/** What was answered before a question. */
interface Asked {
  readonly results: {
    readonly preset?: PresetName | 'none';
    readonly sessionPath?: string;
    readonly store?: (typeof storeKinds)[number];
  };
}

/** Loaded only when somebody is there to answer. */
async function ask(options: InitOptions): Promise<Answers> {
  const { group, select, text } = await import('@clack/prompts');
  const url = (value: string | undefined) =>
    value && URL.canParse(value) ? undefined : 'Expected a URL such as http://127.0.0.1:3000';
  const path = (value: string | undefined) =>
    !value || value.startsWith('/') ? undefined : 'Expected a path such as /login';
  const answers = await group(
    {
      upstream: () =>
        text({
          message: 'Where does the application listen?',
          initialValue: options.upstream ?? 'http://127.0.0.1:3000',
          validate: url,
        }),
      preset: () =>
        select<PresetName | 'none'>({
          message: 'Which application is it?',
          initialValue: options.preset ?? 'none',
          options: [
            { value: 'none', label: 'another one' },
            ...presetNames.map((name) => ({ value: name, label: presetTitles[name] })),
          ],
        }),
      signIn: ({ results }: Asked): Promise<string | symbol> | undefined =>
        knowsPeople(results.preset)
          ? undefined
          : text({
              message: 'On which page do people sign in? (empty: nowhere)',
              initialValue: options.signIn ?? '/login',
              validate: path,
              defaultValue: '',
            }),
      adminHost: () =>
        text({
          message: 'A host name that only insiders use? (empty: none)',
          initialValue: options.adminHost ?? '',
          defaultValue: '',
        }),
      brand: () =>
        text({
          message: "The site's name, as visitors know it?",
          initialValue: options.brand ?? '',
          defaultValue: '',
        }),
      sessionPath: ({ results }: Asked): Promise<string | symbol> | undefined =>
        knowsPeople(results.preset)
          ? undefined
          : text({
              message:
                'Which path answers who is signed in, as JSON, such as /api/me? (empty: nobody is recognised, only passes get in)',
              initialValue: options.sessionPath ?? '',
              validate: path,
              defaultValue: '',
            }),
      ...Object.fromEntries(
        sessionQuestions.map(({ key, message, example }) => [
          key,
          ({ results }: { results: { sessionPath?: string } }) =>
            results.sessionPath
              ? text({ message, initialValue: options[key] ?? example, defaultValue: example })
              : undefined,
        ]),
      ),
      store: () =>
        select<(typeof storeKinds)[number]>({
          message: 'Where is the switch to be remembered?',
          initialValue: options.store ?? 'sqlite',
          options: storeKinds.map((kind) => ({ value: kind, label: storeTitles[kind] })),
        }),
      storeFrom: ({ results }: Asked): Promise<string | symbol> | undefined =>
        results.store === 'postgres' || results.store === 'redis'
          ? text({
              message: 'Which environment variable holds its place, with the password?',
              initialValue: options.storeFrom ?? usualVariable,
              validate: variableProblem,
            })
          : undefined,
    },
    {
      onCancel: () => {
        throw new PortcullisError('PORTCULLIS_USAGE', 'Cancelled: nothing was written.');
      },
    },
  );
  const { sessionPath, signIn, preset, store, storeFrom: variable, ...others } = answers;
  return {
    ...others,
    signIn: signIn ?? '',
    preset: preset === 'none' ? null : preset,
    session: sessionPath === undefined || sessionPath === '' ? null : sessionFrom({ ...options, ...answers }),
    store: storeFrom({ store, ...(variable !== undefined && { storeFrom: variable }) }),
  };
}

const presetTitles: Readonly<Record<PresetName, string>> = {
  odoo: 'Odoo, 16 to 19',
  wordpress: 'WordPress',
  php: 'another one in PHP',
  node: 'another one in Node.js (Express, Nest, Next …)',
};

/** Whether the application itself says where people sign in and who they are. */
function knowsPeople(preset: PresetName | 'none' | null | undefined): boolean {
  if (preset === undefined || preset === null || preset === 'none') return false;
  return readPreset(preset).identity !== undefined;
}

/** Throws PORTCULLIS_USAGE where a preset says already what an option would say. */
function requireOneSource({ preset, sessionPath, signIn }: InitOptions): void {
  if (!knowsPeople(preset) || (sessionPath === undefined && signIn === undefined)) return;
  throw new PortcullisError(
    'PORTCULLIS_USAGE',
    `The preset ${preset} says already where people sign in and who they are. Leave --sign-in and --session-path away, or write a policy of your own beside the preset.`,
  );
}

const presetNotes: Readonly<Record<PresetName, readonly string[]>> = {
  node: [
    "Node.js: who is signed in is your application's own to say: name its identity in the policy, or use passes.",
  ],
  odoo: [
    'Odoo: administrators keep working during maintenance. For others create the group "Allowed During Maintenance" in Odoo',
    '  (Settings > Users & Companies > Groups) and add them; for production mode the group "Production Mode Restricted".',
    '  Set proxy_mode = True in odoo.conf. Jobs of Odoo (scheduled actions) go on: docs/odoo.md.',
  ],
  php: [
    "PHP: who is signed in is your application's own to say: name its identity in the policy, or use passes.",
  ],
  wordpress: [
    'WordPress: administrators get in by signing in; to write they also need a trusted path (an admin host or a network).',
    '  Set WP_HOME and WP_SITEURL to the address of the gate.',
  ],
};

function configFrom(
  { upstream, signIn, adminHost, brand, session, preset, store }: Answers,
  { environment, workingDirectory }: CommandContext,
  options: InitOptions,
) {
  const { proxy: proxies = [] } = options;
  return {
    ...(options.site === undefined ? {} : { site: options.site }),
    upstream,
    ...(options.publicUrl === undefined ? {} : { publicUrl: options.publicUrl }),
    ...(preset === null ? {} : { preset }),
    // Written out: root and the application's user have different defaults, and break-glass must find the gate's.
    stateDirectory: resolve(workingDirectory, options.stateDirectory ?? environment.stateDirectory),
    ...(store === null ? {} : { store }),
    policy: {
      ...(signIn === '' ? {} : { signIn: { page: signIn, routes: [`POST ${signIn}`, 'POST /logout'] } }),
      ...(session === null ? {} : { identity: [probeOf(session)] }),
      ...(adminHost === '' && proxies.length === 0
        ? {}
        : {
            trusted: {
              ...(adminHost === '' ? {} : { adminHosts: [adminHost] }),
              ...(proxies.length === 0 ? {} : { proxies }),
            },
          }),
      ...(brand === '' ? {} : { page: { brand } }),
    },
  };
}
