import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { PortcullisError } from '@portcullis/gate';
import { loadSecret } from '@portcullis/store/host';
import type { Command } from 'commander';
import { parseConfig } from '../../config/parse-config.ts';
import { type CommandContext, type CommonOptions, resolvePlace } from '../context.ts';
import { probeOf, type SessionAnswers, sessionFrom, sessionQuestions } from '../session-answers.ts';
import { withCommonOptions } from './common-options.ts';

interface InitOptions extends CommonOptions {
  readonly upstream?: string;
  readonly signIn?: string;
  readonly adminHost?: string;
  readonly brand?: string;
  readonly sessionPath?: string;
  readonly sessionCookie?: string;
  readonly sessionSubject?: string;
  readonly sessionRole?: string;
  readonly sessionRoles?: string;
  readonly yes?: boolean;
}

export function addInitCommand(program: Command, context: CommandContext): void {
  withCommonOptions(program.command('init'), context)
    .summary('write a configuration and the server secret')
    .description(
      'Asks a few questions (or takes the options), writes portcullis.config.json and makes the server secret.',
    )
    .option('-u, --upstream <url>', 'the application, such as http://127.0.0.1:3000')
    .option('--sign-in <path>', 'the page where people sign in, such as /login')
    .option('--admin-host <name>', 'a host name that only insiders use, such as admin.example.com')
    .option('--brand <name>', "the site's name on the page")
    .option('--session-path <path>', 'what the application answers to who is signed in, such as /api/me')
    .option('--session-cookie <name>', 'the cookie of its session, such as session')
    .option('--session-subject <pointer>', 'where the JSON answer names the person, such as /user/email')
    .option('--session-role <pointer>', 'where it names the role, such as /user/role')
    .option('--session-roles <map>', 'its roles that get in, such as ADMIN=admin,STAFF=support')
    .option('-y, --yes', 'ask nothing')
    .action((options: InitOptions) => init(context, options));
}

interface Answers {
  readonly upstream: string;
  readonly signIn: string;
  readonly adminHost: string;
  readonly brand: string;
  readonly session: SessionAnswers | null;
}

async function init(context: CommandContext, options: InitOptions): Promise<void> {
  const file = resolve(context.workingDirectory, options.config ?? 'portcullis.config.json');
  if (existsSync(file)) {
    throw new PortcullisError(
      'PORTCULLIS_USAGE',
      `${file} exists already; it is left alone. Edit it, or name another with --config.`,
    );
  }
  const answers = options.yes || !process.stdin.isTTY ? answersFrom(options) : await ask(options);
  const input = configFrom(answers, context, options);
  // Checked before it is written: a file that `up` refuses helps nobody.
  const config = parseConfig(input, {
    directory: dirname(file),
    defaultStateDirectory: context.environment.stateDirectory,
    defaultSite: context.environment.site,
    source: 'the answers',
  });
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(input, null, 2)}\n`, { flag: 'wx' });
  const { stateDirectory } = await resolvePlace(context, { ...options, config: file });
  await loadSecret({ directory: stateDirectory, create: true });
  if (options.json) return context.output.json({ file, stateDirectory, config: input });
  context.output.line(`Wrote ${file}`);
  context.output.line(
    `The server secret is in ${stateDirectory}/secret (mode 0600). Back it up: the audit log is verified with it.`,
  );
  if (answers.session === null) context.output.line(noIdentity);
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
  return { upstream, signIn, adminHost, brand, session: sessionFrom(options) };
}

/** Loaded only when somebody is there to answer. */
async function ask(options: InitOptions): Promise<Answers> {
  const { group, text } = await import('@clack/prompts');
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
      signIn: () =>
        text({
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
      sessionPath: () =>
        text({
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
    },
    {
      onCancel: () => {
        throw new PortcullisError('PORTCULLIS_USAGE', 'Cancelled: nothing was written.');
      },
    },
  );
  const { sessionPath, ...others } = answers;
  return { ...others, session: sessionPath === '' ? null : sessionFrom({ ...options, ...answers }) };
}

function configFrom(
  { upstream, signIn, adminHost, brand, session }: Answers,
  { environment, workingDirectory }: CommandContext,
  options: InitOptions,
) {
  return {
    ...(options.site === undefined ? {} : { site: options.site }),
    upstream,
    // Written out: root and the application's user have different defaults, and break-glass must find the gate's.
    stateDirectory: resolve(workingDirectory, options.stateDirectory ?? environment.stateDirectory),
    policy: {
      ...(signIn === '' ? {} : { signIn: { page: signIn, routes: [`POST ${signIn}`, 'POST /logout'] } }),
      ...(session === null ? {} : { identity: [probeOf(session)] }),
      ...(adminHost === '' ? {} : { trusted: { adminHosts: [adminHost] } }),
      ...(brand === '' ? {} : { page: { brand } }),
    },
  };
}
