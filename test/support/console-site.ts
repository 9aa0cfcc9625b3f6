import { type ConsoleServer, startConsoleServer } from './console-server.ts';
import type { StartGateOptions } from './gate-process.ts';
import { type Recorder, startRecorder } from './recorder.ts';

/** A recording application, and in front of it a real server with its console. */
export interface ConsoleSite extends ConsoleServer {
  readonly application: Recorder;
}

export async function startConsoleSite(
  policy: NonNullable<StartGateOptions['config']['policy']>,
): Promise<ConsoleSite> {
  const application = await startRecorder();
  try {
    const server = await startConsoleServer({ site: 'shop', upstream: application.origin, policy });
    return {
      ...server,
      application,
      async close() {
        await server.close();
        await application.close();
      },
    };
  } catch (error) {
    await application.close();
    throw error;
  }
}
