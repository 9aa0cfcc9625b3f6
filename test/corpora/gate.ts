import type { Mode, PolicyInput } from '@portcullis/gate';
import { type ControlClient, createControlClient, createLogger, parseConfig, startServer } from 'portcullis';
import { temporaryDirectory } from '../support/gate-process.ts';

/** A real server in this process, in front of a recording application. */
export interface CorpusGate {
  readonly port: number;
  readonly control: ControlClient;
  switchTo(mode: Mode, more?: Readonly<Record<string, unknown>>): Promise<void>;
  close(): Promise<void>;
}

export interface CorpusGateOptions {
  readonly origin: string;
  readonly policy: PolicyInput;
  /** @default "read-only" */
  readonly mode?: Mode;
  /** @default "127.0.0.1" */
  readonly host?: string;
  /** @default 60000 */
  readonly headersTimeoutMs?: number;
}

export async function startCorpusGate(options: CorpusGateOptions): Promise<CorpusGate> {
  const { origin, policy, mode = 'read-only', host = '127.0.0.1', headersTimeoutMs = 60_000 } = options;
  const directory = temporaryDirectory();
  const server = await startServer({
    environmentMode: null,
    config: parseConfig(
      {
        upstream: origin,
        listen: { host, port: 0 },
        stateDirectory: directory.path,
        policy,
        timeouts: { drainMs: 1, headersMs: headersTimeoutMs },
      },
      { directory: directory.path, defaultStateDirectory: directory.path, source: 'the corpora' },
    ),
    logger: createLogger({ level: 'silent', site: 'default' }),
  });
  const control = createControlClient({ stateDirectory: directory.path, site: 'default' });
  const switchTo: CorpusGate['switchTo'] = async (wanted, more = {}) => {
    await control.post('/on', { reason: 'corpora', actor: 'corpora', force: true, mode: wanted, ...more });
  };
  const gate: CorpusGate = {
    port: server.port,
    control,
    switchTo,
    async close() {
      await server.close();
      directory.remove();
    },
  };
  try {
    if (mode !== 'open') await switchTo(mode);
    return gate;
  } catch (error) {
    await gate.close();
    throw error;
  }
}
