import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { isRole, PortcullisError, type RecordedDecision } from '@portcullis/gate';
import { type Command, Option } from 'commander';
import type { ExplainBody } from '../../control/api/traffic-routes.ts';
import type { Explanation } from '../../control/explain-request.ts';
import { type CommandContext, type CommonOptions, connectToServer } from '../context.ts';
import { describeRuleBriefly } from '../describe-rule-briefly.ts';
import { printable } from '../output.ts';
import { withCommonOptions } from './common-options.ts';

interface ExplainOptions extends CommonOptions {
  readonly reference?: string;
  readonly as?: string;
  readonly from?: string;
  readonly mode?: 'open' | 'read-only' | 'closed';
  readonly header: readonly string[];
  readonly data?: string;
}

export function addExplainCommand(program: Command, context: CommandContext): void {
  withCommonOptions(program.command('explain'), context)
    .summary('what would happen to a request, and by which rule')
    .description(
      'Runs the very decision that requests go through, or finds a refusal by the reference on its page.',
    )
    .argument('[method]', 'such as POST')
    .argument('[url]', 'a path, or a URL whose host counts')
    .option('--reference <reference>', 'the reference that a refused visitor reads to you')
    .option(
      '--as <role[:subject]>',
      'judge as if this caller were recognised: admin, support, allowed, visitor',
    )
    .option('--from <address>', 'the client address')
    .addOption(
      new Option('--mode <mode>', 'judge as if the site were in this mode').choices([
        'open',
        'read-only',
        'closed',
      ]),
    )
    .option(
      '-H, --header <line>',
      'a header, such as "Cookie: session=…"; repeatable',
      (line, all: string[]) => [...all, line],
      [],
    )
    .option(
      '-d, --data <text>',
      'the content of the request, or @file to read it from; as JSON unless a header says otherwise',
    )
    .action((method: string | undefined, url: string | undefined, options: ExplainOptions) =>
      explain(context, { method, url }, options),
    );
}

async function explain(
  context: CommandContext,
  { method, url }: { readonly method: string | undefined; readonly url: string | undefined },
  options: ExplainOptions,
): Promise<void> {
  if (options.reference !== undefined) {
    const { client } = await connectToServer(context, options);
    const found = await client.get<Recorded>(`/references/${encodeURIComponent(options.reference)}`);
    if (options.json) context.output.json(found);
    else showRecorded(context, found);
    return;
  }
  if (method === undefined || url === undefined) {
    throw new PortcullisError(
      'PORTCULLIS_USAGE',
      'Expected METHOD and URL, such as: portcullis explain POST /checkout — or --reference.',
    );
  }
  const body: ExplainBody = {
    method,
    url,
    headers: headersOf(options),
    body: options.data === undefined ? null : contentOf(options.data),
    address: options.from === undefined ? null : addressOf(options.from),
    as: options.as === undefined ? null : callerOf(options.as),
    mode: options.mode ?? null,
  };
  const { client } = await connectToServer(context, options);
  const explanation = await client.post<Explanation>('/explain', body);
  if (options.json) context.output.json(explanation);
  else showExplanation(context, explanation);
}

/** `curl` would say a form; calls that must be explained are nearly always JSON. */
function headersOf({ header, data }: ExplainOptions): string[] {
  const given = header.map(headerOf);
  const isTyped = given.some(([name]) => name.toLowerCase() === 'content-type');
  return [...given, ...(data === undefined || isTyped ? [] : [['Content-Type', 'application/json']])].flat();
}

function contentOf(data: string): string {
  if (!data.startsWith('@')) return data;
  const file = data.slice(1);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(file));
  } catch (cause) {
    throw new PortcullisError(
      'PORTCULLIS_USAGE',
      `--data: expected text or @ and a file of UTF-8 text that can be read, got ${JSON.stringify(data)}.`,
      { cause },
    );
  }
}

function addressOf(text: string): string {
  if (isIP(text) !== 0) return text;
  throw new PortcullisError(
    'PORTCULLIS_USAGE',
    `--from: expected an IPv4 or IPv6 address, got ${JSON.stringify(text)}.`,
  );
}

function headerOf(line: string): [string, string] {
  const colon = line.indexOf(':');
  if (colon < 1)
    throw new PortcullisError(
      'PORTCULLIS_USAGE',
      `--header: expected "Name: value", got ${JSON.stringify(line)}.`,
    );
  return [line.slice(0, colon), line.slice(colon + 1).trim()];
}

function callerOf(text: string): { role: 'admin' | 'support' | 'allowed' | 'visitor'; subject: string } {
  const [role = '', ...subject] = text.split(':');
  if (!isRole(role)) {
    throw new PortcullisError(
      'PORTCULLIS_USAGE',
      `--as: expected admin, support, allowed or visitor, got ${JSON.stringify(role)}.`,
    );
  }
  return { role, subject: subject.join(':') || role };
}

function showExplanation({ output }: CommandContext, found: Explanation): void {
  const { decision } = found;
  const { paint } = output;
  if (decision.kind === 'own') {
    output.line(`${paint.bold('own route')}  the gate answers /${decision.route} itself, in every mode`);
    return;
  }
  const verb =
    decision.kind === 'allow'
      ? paint.green('allow')
      : decision.kind === 'refuse'
        ? paint.red('refuse')
        : paint.yellow(decision.kind);
  output.line(`${paint.bold(verb)}  ${printable(found.method)} ${printable(found.target)}`);
  const detail = decision.rule.detail === '' ? '' : ` (${printable(decision.rule.detail)})`;
  output.line(`  rule     ${decision.rule.id}${detail}`);
  output.line(`  mode     ${decision.mode}, epoch ${decision.epoch}`);
  output.line(`  access   ${accessText(found)}`);
  for (const { match, says, why } of found.routes) {
    const reason = why === '' ? '' : `: ${printable(why)}`;
    output.line(`  route    ${printable(match)}, ${says.join(', ')}${reason}`);
  }
  if (found.lacksBody) {
    output.line(
      "  calls    it is judged by its body: give that with --data '…'; without one it counts as a write",
    );
  } else if (found.calls !== null) output.line(`  calls    ${callsOf(found.calls)}`);
  output.line(
    `  caller   ${decision.standing.role}${decision.standing.subject ? ` ${printable(decision.standing.subject)}` : ''}, from ${found.clientAddress ?? 'an unknown address'}, to ${found.host ?? 'no host'}`,
  );
  if (found.missing !== null) output.line(`  missing  ${printable(found.missing)}${optionFor(found)}`);
  if (found.readings.length > 1) output.line(`  readings ${found.readings.map(printable).join('  ')}`);
  for (const [at, line] of describeRuleBriefly(found.effectiveRuleSaid).entries())
    output.line(`  ${(at === 0 ? 'in force' : '').padEnd(8)} ${line}`);
}

function accessText({ access, method, nearMethod }: Explanation): string {
  if (nearMethod === null) return access;
  return `${access} (${printable(method)} is no known method and counts as a write; did you mean ${nearMethod}?)`;
}

function callsOf(calls: NonNullable<Explanation['calls']>): string {
  const names = calls.names.length === 0 ? '' : ` ${calls.names.map(printable).join(', ')}`;
  return calls.access === 'read' ? `read${names}` : `write${names}: ${printable(calls.why)}`;
}

/** As it was decided then; what is missing, by the policy of now. */
type Recorded = RecordedDecision & Pick<Explanation, 'missing' | 'missingSaid'>;

function showRecorded({ output }: CommandContext, found: Recorded): void {
  const { decision } = found;
  output.line(
    `${output.paint.bold(found.reference)}  ${decision.kind}  ${printable(found.method)} ${printable(found.path)}`,
  );
  output.line(`  at       ${new Date(found.at).toISOString()}`);
  output.line(
    `  rule     ${decision.rule.id}${decision.rule.detail === '' ? '' : ` (${printable(decision.rule.detail)})`}`,
  );
  output.line(`  mode     ${decision.mode}, epoch ${decision.epoch}`);
  output.line(
    `  caller   ${decision.standing.role}${decision.standing.subject ? ` ${printable(decision.standing.subject)}` : ''}, from ${found.clientAddress ?? 'an unknown address'}, to ${found.host ?? 'no host'}`,
  );
  if (found.missing !== null) output.line(`  missing  ${printable(found.missing)}${optionFor(found)}`);
}

function optionFor({ missingSaid }: Pick<Explanation, 'missingSaid'>): string {
  return missingSaid?.code === 'lacks-write-pass' ? ' (pass create --scope write)' : '';
}
