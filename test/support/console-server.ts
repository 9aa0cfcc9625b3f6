import { type ControlClient, createControlClient } from 'portcullis';
import { ensureConsole } from '../../scripts/build-console.ts';
import {
  type GateProcess,
  type StartGateOptions,
  startGateProcess,
  temporaryDirectory,
} from './gate-process.ts';
import { eventually } from './sites.ts';

/** A real server with its console, which nobody has entered yet. */
export interface ConsoleServer {
  readonly gate: GateProcess;
  /** As on the host: through the socket. */
  readonly control: ControlClient;
  /** Ends with a slash. */
  readonly consoleUrl: string;
  /** Which the server printed. */
  readonly firstOwnerLink: string;
  /** Ends the server, and forgets its state. */
  close(): Promise<void>;
}

export async function startConsoleServer(
  config: StartGateOptions['config'] & { readonly site: string },
  { environment = {} }: Pick<StartGateOptions, 'environment'> = {},
): Promise<ConsoleServer> {
  let output = '';
  const isBuilt = await ensureConsole({
    write: (text) => {
      output += text;
    },
  });
  if (!isBuilt) throw new Error(`The console could not be built:\n${output}`);
  const directory = temporaryDirectory();
  try {
    const gate = await startGateProcess({ config, stateDirectory: directory.path, environment });
    const link = () => /Open (http\S+#code=\S+)\s/.exec(gate.log())?.[1];
    if (!(await eventually(() => link() !== undefined, 1_000))) {
      await gate.stop();
      throw new Error(`Expected the server to print where the first owner begins, got:\n${gate.log()}`);
    }
    return {
      gate,
      control: createControlClient({ stateDirectory: directory.path, site: config.site }),
      consoleUrl: /The console: (\S+)/.exec(gate.log())?.[1] ?? '',
      firstOwnerLink: link() ?? '',
      async close() {
        await gate.stop();
        directory.remove();
      },
    };
  } catch (error) {
    directory.remove();
    throw error;
  }
}
