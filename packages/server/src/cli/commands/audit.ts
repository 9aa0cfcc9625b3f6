import { join } from 'node:path';
import { type AuditRecord, type AuditVerification, deriveKey, PortcullisError } from '@portcullis/gate';
import { createHostState } from '@portcullis/store/host';
import type { Command } from 'commander';
import { readSecrets } from '../../config/read-secrets.ts';
import { verifyStoredAudit } from '../../control/audit/audit-operations.ts';
import { createStore } from '../../create-store.ts';
import { type CommandContext, type CommonOptions, connectToServer, resolvePlace } from '../context.ts';
import { exitCodeOf } from '../exit-codes.ts';
import { errorDocument, printable } from '../output.ts';
import { parseLimit } from '../parse-limit.ts';
import { withCommonOptions } from './common-options.ts';

export function addAuditCommand(
  program: Command,
  context: CommandContext,
  setExitCode: (code: number) => void,
): void {
  const audit = program
    .command('audit')
    .summary('what was done by whom; whether somebody changed the log')
    .description(
      'Every change of the switch, every bypass and every refusal is on record, in chains that show tampering.',
    );

  withCommonOptions(audit.command('list', { isDefault: true }), context)
    .summary('the newest records')
    .option('-n, --limit <count>', 'how many', '20')
    .action(async (options: CommonOptions & { readonly limit: string }) => {
      const limit = parseLimit(options.limit, 1_000);
      const { client } = await connectToServer(context, options);
      const { records } = await client.get<{ records: readonly AuditRecord[] }>(`/audit?limit=${limit}`);
      if (options.json) return context.output.json({ records });
      context.output.table(
        ['when', 'what', 'who', 'details'],
        records.map(({ at, kind, actor, data }) => [
          new Date(at).toISOString(),
          kind,
          actor,
          shortened(printable(data)),
        ]),
      );
    });

  withCommonOptions(audit.command('verify'), context)
    .summary('check every link and every seal')
    .action(async (options: CommonOptions) => {
      const result = await verify(context, options);
      const error = tampered(result);
      if (options.json) context.output.json({ ...result, ...(error && errorDocument(error)) });
      else show(context, result);
      if (error === null) return;
      if (!options.json) throw error;
      setExitCode(exitCodeOf(error));
    });
}

function tampered({ findings }: AuditVerification): PortcullisError | null {
  const [first] = findings;
  if (first === undefined) return null;
  return new PortcullisError(
    'PORTCULLIS_AUDIT_TAMPERED',
    `Expected every record to fit its chain and its seals; ${found(findings.length)}, the first in ${first.chain} at #${first.sequence}.\nKeep a copy of the store and of the seals before anything else writes.`,
  );
}

/** Through the server, or straight on the host when none runs. */
async function verify(context: CommandContext, options: CommonOptions): Promise<AuditVerification> {
  const { client } = await connectToServer(context, options);
  try {
    return await client.post<AuditVerification>('/audit/verify', {});
  } catch (error) {
    const isForHost =
      error instanceof PortcullisError &&
      (error.code === 'PORTCULLIS_UNREACHABLE' || error.code === 'PORTCULLIS_STORE_UNAVAILABLE');
    if (!isForHost) throw error;
    return verifyOnHost(context, options);
  }
}

async function verifyOnHost(context: CommandContext, options: CommonOptions): Promise<AuditVerification> {
  const { environment } = context;
  const { site, stateDirectory, config } = await resolvePlace(context, options, {
    storeVariable: environment.variable,
  });
  const secrets = await readSecrets({ stateDirectory, secret: environment.secret, create: false });
  const host = createHostState({ directory: stateDirectory });
  const inItsFolder = { kind: 'sqlite', file: join(stateDirectory, 'portcullis.sqlite') } as const;
  const store = await createStore(config?.store ?? inItsFolder);
  try {
    return await verifyStoredAudit({
      store: store.audit,
      site,
      hostSeals: () => host.seals(site),
      keys: await Promise.all(secrets.map((secret) => deriveKey(secret, 'audit'))),
    });
  } finally {
    await store.close();
  }
}

function show({ output }: CommandContext, { records, chains, seals, findings }: AuditVerification): void {
  const counted = `${counting(records, 'record')} in ${counting(chains, 'chain')}, ${counting(seals, 'seal')}`;
  if (findings.length === 0) {
    output.line(`${output.paint.green('intact')}  ${counted}: nothing was changed, removed or reordered.`);
    return;
  }
  output.line(`${output.paint.red('TAMPERED')}  ${counted}, ${found(findings.length)}:`);
  for (const { chain, sequence, problem } of findings.slice(0, 50)) {
    output.line(`  ${printable(chain)} #${sequence}: ${printable(problem)}`);
  }
}

function shortened(text: string): string {
  return text.length > 90 ? `${text.slice(0, 89)}…` : text;
}

function found(count: number): string {
  return counting(count, 'finding');
}

function counting(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
