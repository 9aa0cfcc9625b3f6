import { chmod, mkdir, unlink } from 'node:fs/promises';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import { PortcullisError } from '@portcullis/gate';

export interface ControlListener {
  close(): Promise<void>;
}

export interface ControlListenerOptions {
  readonly app: { fetch(request: Request, env: HttpBindings): Response | Promise<Response> };
  readonly socketPath: string;
}

/** `sun_path` of Linux holds 108 bytes, its end included; macOS 104. */
const longestSocketPath = 103;

/** Serves the control API on a Unix socket of mode 0600 in a directory of mode 0700: file rights are the key. */
export async function listenForControl({
  app,
  socketPath,
}: ControlListenerOptions): Promise<ControlListener> {
  if (Buffer.byteLength(socketPath) > longestSocketPath) {
    throw new PortcullisError(
      'PORTCULLIS_CONFIG_INVALID',
      `The control socket's path is longer than ${longestSocketPath} bytes: ${socketPath}. Choose a shorter state directory.`,
    );
  }
  await mkdir(dirname(socketPath), { recursive: true, mode: 0o700 });
  await removeStale(socketPath);
  const server = createServer(
    getRequestListener((request, env) => app.fetch(request, env as HttpBindings), {
      overrideGlobalObjects: false,
    }),
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(socketPath, resolve);
  });
  await chmod(socketPath, 0o600);
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A socket that a killed server left behind is removed. */
async function removeStale(socketPath: string): Promise<void> {
  await refuseSecond(socketPath);
  await unlink(socketPath).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
}

/** A socket that answers belongs to somebody. Asked before anything is opened, a second server leaves no trace on record. */
export async function refuseSecond(socketPath: string): Promise<void> {
  const answers = await new Promise<boolean>((resolve) => {
    const socket = connect(socketPath);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
  if (answers) {
    throw new PortcullisError(
      'PORTCULLIS_CONFIG_INVALID',
      `A gate of this site runs here already, and answers on ${socketPath}: portcullis status shows it. Stop it first, or give this one another --state-directory or --site.`,
    );
  }
}
