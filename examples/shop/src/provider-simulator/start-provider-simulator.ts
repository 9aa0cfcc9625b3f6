import { createServer } from 'node:http';
import type { WebhookSecrets } from '../web/webhook-signatures.ts';
import { createSimulator } from './create-simulator.ts';
import { sendDeliveries } from './send-deliveries.ts';
import { openSimulatorState } from './simulator-state.ts';

export interface StartProviderSimulatorOptions {
  /** Where the shop is reached from outside: where Portcullis listens, if it stands in front. */
  readonly shopUrl: string;
  readonly secrets: WebhookSecrets;
  /** What was promised and what came of it; the next start goes on with it. */
  readonly file: string;
  /** 0 picks a free one. @default 0 */
  readonly port?: number;
  /** By how much the waits of providers are shortened. @default 1 */
  readonly faster?: number;
  /** How long after a payment its event is sent. @default 1000 */
  readonly afterMs?: number;
  /** Told of what is given up. @default nobody is; the page shows it */
  readonly onLine?: (line: string) => void;
}

export interface ProviderSimulator {
  /** Of its page, and for the shop to ask. On loopback alone. */
  readonly url: string;
  close(): Promise<void>;
}

/** A payment provider, a mail provider and a CRM, who tell the shop by webhooks what became of what it asked for. */
export async function startProviderSimulator({
  shopUrl,
  secrets,
  file,
  port = 0,
  faster = 1,
  afterMs = 1_000,
  onLine = () => undefined,
}: StartProviderSimulatorOptions): Promise<ProviderSimulator> {
  const state = openSimulatorState(file);
  const sending = sendDeliveries({ state, secrets, shopUrl, faster, onLine });
  const server = createServer(createSimulator({ state, sending, faster, afterMs }));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (typeof address !== 'object' || address === null) {
    throw new Error(`Expected the providers to listen on a port, got ${String(address)}.`);
  }
  // What an earlier start left.
  sending.wake();
  return {
    url: `http://127.0.0.1:${address.port}/`,
    async close() {
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      await sending.stop();
      server.closeAllConnections();
      await closed;
    },
  };
}
