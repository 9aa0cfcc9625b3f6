import type { Command } from 'commander';
import type { z } from 'zod';
import type { incidentSchema, originalSchema } from '../../control/api/production-routes.ts';
import { type CommandContext, type CommonOptions, connectToServer } from '../context.ts';
import { type Output, printable } from '../output.ts';
import { parseLimit } from '../parse-limit.ts';
import { describeDuration } from '../parse-time.ts';
import { withCommonOptions } from './common-options.ts';

type Incident = z.output<typeof incidentSchema>;
type Original = z.output<typeof originalSchema>;

interface IncidentOptions extends CommonOptions {
  readonly limit: string;
}

const most = 500;

export function addIncidentCommand(program: Command, context: CommandContext): void {
  withCommonOptions(program.command('incident'), context)
    .summary('technical errors that production mode hid, and what the application really sent')
    .description(
      'Lists the newest technical errors that restricted readers did not get to see. With an id shows one, with what the\napplication sent: it may hold anything that the application knows, so each look goes on record.',
    )
    .argument('[id]', 'as its reader was told, such as K7Q2-9FMX; lower case and spaces do')
    .option('-n, --limit <count>', 'how many are listed', '20')
    .action(async (id: string | undefined, options: IncidentOptions) => {
      const limit = parseLimit(options.limit, most);
      return id === undefined ? list(context, options, limit) : show(context, options, id);
    });
}

async function list(context: CommandContext, options: IncidentOptions, limit: number): Promise<void> {
  const { output, nowMs } = context;
  const { client } = await connectToServer(context, options);
  const { incidents } = await client.get<{ incidents: readonly Incident[] }>(`/incidents?limit=${limit}`);
  if (options.json) return output.json({ incidents });
  if (incidents.length === 0) return output.line('No technical error is kept.');
  output.table(
    ['id', 'when', 'request', 'status', 'error', 'kept for'],
    incidents.map(({ id, at, method, path, status, channel, name, expiresAt }) => [
      id,
      new Date(at).toISOString(),
      `${method} ${path}`,
      String(status),
      name ?? channel,
      describeDuration(expiresAt - nowMs()),
    ]),
  );
  output.line('What the application sent: portcullis incident ID');
}

async function show(context: CommandContext, options: IncidentOptions, id: string): Promise<void> {
  const { environment, output } = context;
  const { client } = await connectToServer(context, options);
  const query = `actor=${encodeURIComponent(environment.user)}`;
  const found = await client.get<{ incident: Incident; contents: Original | null }>(
    `/incidents/${encodeURIComponent(id)}?${query}`,
  );
  if (options.json) output.json(found);
  else describe(output, found);
}

function describe(
  output: Output,
  { incident, contents }: { readonly incident: Incident; readonly contents: Original | null },
): void {
  const { id, at, expiresAt, method, path, status, channel, name } = incident;
  const line = (what: string, text: string) => output.line(`  ${what.padEnd(11)} ${printable(text)}`);
  output.line(output.paint.bold(id));
  line('when', new Date(at).toISOString());
  line('kept until', new Date(expiresAt).toISOString());
  line('request', `${method} ${path}`);
  line('answer', `${status} (${channel})`);
  if (name !== null) line('error', name);
  if (contents === null) {
    output.note('What the application sent cannot be decrypted any more: its secret was rotated out.');
    return;
  }
  const { original, encoding, isCut, subject, role, clientAddress } = contents;
  line('asked by', `${subject ?? 'nobody who signed in'} (${role})`);
  if (clientAddress !== null) line('from', clientAddress);
  output.line('');
  // Only the breaks of lines are the terminal's; a carriage return alone would write over what stands there.
  output.line(printable(withBreaks(original).replaceAll('\r\n', '\n')));
  if (encoding === 'base64') output.note('It is no text: this is its base64.');
  if (isCut) output.note('It was longer: the rest was not kept.');
}

/** A trace inside of JSON, as lines: for a reader, and no JSON any more, which `--json` has. */
function withBreaks(original: string): string {
  if (!/^\s*[[{"]/.test(original)) return original;
  return original.replaceAll(/\\(.)/gs, (escaped, sign: string) => (sign === 'n' ? '\n' : escaped));
}
