import type { Mode, PolicyInput } from '@portcullis/gate';
import { type ControlClient, createControlClient, createLogger, parseConfig, startServer } from 'portcullis';
import { temporaryDirectory } from '../support/gate-process.ts';
import { startInside } from './start-inside.ts';
import type { RecordingUpstream } from './upstreams/upstream.ts';

/** A real gate in this process: a server in front of a recording application, or an adapter inside it. */
export interface CorpusGate {
  readonly port: number;
  readonly control: ControlClient;
  readonly policy: PolicyInput;
  /** As it was switched last. */
  mode(): Mode;
  switchTo(mode: Mode, more?: Readonly<Record<string, unknown>>): Promise<void>;
  close(): Promise<void>;
}

export interface CorpusGateOptions {
  readonly upstream: RecordingUpstream;
  readonly policy: PolicyInput;
  /** @default "read-only" */
  readonly mode?: Mode;
  /** @default "127.0.0.1" */
  readonly host?: string;
}

export async function startCorpusGate(options: CorpusGateOptions): Promise<CorpusGate> {
  const { upstream, policy, mode = 'read-only', host = '127.0.0.1' } = options;
  const { wayIn } = upstream;
  const directory = temporaryDirectory();
  const closers = [async () => directory.remove()];
  const close = async () => {
    for (const one of closers.splice(0).reverse()) await one();
  };
  try {
    // In front of the application, or beside it: then it is what operators talk to, and shares the store.
    const config = parseConfig(
      {
        upstream: wayIn.kind === 'proxy' ? wayIn.origin : wayIn.identityOrigin,
        listen: { host, port: 0 },
        stateDirectory: directory.path,
        policy,
        timeouts: { drainMs: 1 },
      },
      { directory: directory.path, defaultStateDirectory: directory.path, source: 'the corpora' },
    );
    const logger = createLogger({ level: 'silent', site: 'default' });
    const server = await startServer({ environmentMode: null, config, logger });
    closers.push(() => server.close());
    const direct = createControlClient({ stateDirectory: directory.path, site: 'default' });
    let port = server.port;
    let control = direct;
    if (wayIn.kind === 'adapter') {
      const inside = await startInside({ wayIn, config, address: host });
      closers.push(() => inside.close());
      port = inside.port;
      control = {
        ...direct,
        get: (path) => direct.get(path),
        async post<Result>(path: string, body: unknown) {
          const result = await direct.post<Result>(path, body);
          // Now, and not when it looks at the store the next time.
          await inside.refresh();
          return result;
        },
      };
    }
    let current: Mode = 'open';
    const switchTo: CorpusGate['switchTo'] = async (wanted, more = {}) => {
      current = wanted;
      await control.post('/on', { reason: 'corpora', actor: 'corpora', force: true, mode: wanted, ...more });
    };
    if (mode !== 'open') await switchTo(mode);
    return { port, control, policy, mode: () => current, switchTo, close };
  } catch (error) {
    await close();
    throw error;
  }
}
