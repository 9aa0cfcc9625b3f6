import { type ControlClient, createControlClient } from 'portcullis';
import { ensureConsole } from '../../scripts/build-console.ts';
import {
  type GateProcess,
  type StartGateOptions,
  startGateProcess,
  temporaryDirectory,
} from './gate-process.ts';
import { type Recorder, startRecorder } from './recorder.ts';
import { eventually } from './sites.ts';

/** A recording application, and in front of it a real server with its console, which nobody has entered yet. */
export interface ConsoleSite {
  readonly application: Recorder;
  readonly gate: GateProcess;
  /** As on the host: through the socket. */
  readonly control: ControlClient;
  /** Ends with a slash. */
  readonly consoleUrl: string;
  /** Which the server printed. */
  readonly firstOwnerLink: string;
  close(): Promise<void>;
}

export async function startConsoleSite(
  policy: NonNullable<StartGateOptions['config']['policy']>,
): Promise<ConsoleSite> {
  let output = '';
  const isBuilt = await ensureConsole({
    write: (text) => {
      output += text;
    },
  });
  if (!isBuilt) throw new Error(`The console could not be built:\n${output}`);
  const directory = temporaryDirectory();
  const application = await startRecorder();
  const closeApplication = async () => {
    await application.close();
    directory.remove();
  };
  try {
    const config = { site: 'shop', upstream: application.origin, policy };
    const gate = await startGateProcess({ config, stateDirectory: directory.path });
    const close = async () => {
      await gate.stop();
      await closeApplication();
    };
    const link = () => /Open (http\S+#code=\S+)\s/.exec(gate.log())?.[1];
    if (!(await eventually(() => link() !== undefined, 1_000))) {
      await close();
      throw new Error(`Expected the server to print where the first owner begins, got:\n${gate.log()}`);
    }
    return {
      application,
      gate,
      control: createControlClient({ stateDirectory: directory.path, site: 'shop' }),
      consoleUrl: /The console: (\S+)/.exec(gate.log())?.[1] ?? '',
      firstOwnerLink: link() ?? '',
      close,
    };
  } catch (error) {
    await closeApplication();
    throw error;
  }
}
