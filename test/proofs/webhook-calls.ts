import { createHash } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sendRequest } from '../support/send-request.ts';

/** One call of a provider: the so manieth of its key. */
export interface Call {
  readonly key: string;
  readonly number: number;
}

export interface ArrivedCall extends Call {
  /** Of a delivery; null = it went straight through. */
  readonly delivery: string | null;
}

/** An application that takes calls and looks at their bytes. */
export interface CalledApplication {
  readonly origin: string;
  /** In the order in which they came. */
  readonly arrived: ArrivedCall[];
  /** What came otherwise than it was sent, in words. */
  readonly wrong: string[];
  /** @default answers 200 at once */
  answer: (call: Call, response: ServerResponse) => void;
  close(): Promise<void>;
}

export const callPolicy = {
  webhooks: [{ match: 'POST /hooks/:provider', order: { header: 'x-key' } }],
} as const;

/** As large as most are, and different in every byte. */
function bodyOf({ key, number }: Call): string {
  const filling = createHash('sha512').update(`${key} ${number}`).digest('hex').repeat(6);
  return JSON.stringify({ key, number, filling });
}

const signatureOf = (call: Call): string => createHash('sha256').update(bodyOf(call)).digest('hex');

/** What it was answered; 0 = nothing. */
export async function sendCall(
  port: number,
  call: Call,
): Promise<{ status: number; retryAfter: string | null }> {
  try {
    const { status, headers } = await sendRequest({
      port,
      method: 'POST',
      target: '/hooks/any',
      headers: { Host: 'shop.example', 'X-Key': call.key, 'X-Signature': signatureOf(call) },
      body: [bodyOf(call)],
    });
    return { status, retryAfter: headers['retry-after'] ?? null };
  } catch {
    return { status: 0, retryAfter: null };
  }
}

export async function startCalledApplication(): Promise<CalledApplication> {
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      if (incoming.method !== 'POST' || !body.startsWith('{"key"')) {
        response.writeHead(200).end();
        return;
      }
      const { key, number } = JSON.parse(body) as Call;
      const delivery = incoming.headers['portcullis-delivery'];
      application.arrived.push({ key, number, delivery: typeof delivery === 'string' ? delivery : null });
      if (body !== bodyOf({ key, number })) application.wrong.push(`${key} ${number} has other bytes`);
      const { 'x-signature': signature, 'x-key': named } = incoming.headers;
      if (signature !== signatureOf({ key, number }) || named !== key) {
        application.wrong.push(`${key} ${number} has other headers`);
      }
      application.answer({ key, number }, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const application: CalledApplication = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    arrived: [],
    wrong: [],
    answer: (_, response) => void response.writeHead(200).end(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return application;
}

/**
 * What is wrong with what arrived: a call that was acknowledged and did not; one that came for the first time behind a later one
 * of its key; a delivery that came again under another id (a provider that was not answered sends anew, and that has one of its own).
 */
export function judgeCalls(
  acknowledged: readonly Call[],
  { arrived, wrong }: Pick<CalledApplication, 'arrived' | 'wrong'>,
): string[] {
  const problems = [...wrong];
  const seen = new Set(arrived.map(({ key, number }) => `${key} ${number}`));
  for (const { key, number } of acknowledged) {
    if (!seen.has(`${key} ${number}`)) problems.push(`${key} ${number} was acknowledged and is lost`);
  }
  const last = new Map<string, number>();
  const known = new Set<string>();
  const callOf = new Map<string, string>();
  for (const { key, number, delivery } of arrived) {
    const call = `${key} ${number}`;
    const before = last.get(key) ?? 0;
    if (!known.has(call) && number < before)
      problems.push(`${call} came for the first time behind ${before}`);
    known.add(call);
    last.set(key, Math.max(before, number));
    if (delivery === null) continue;
    const other = callOf.get(delivery) ?? call;
    if (other !== call) problems.push(`the delivery ${delivery} was of ${other} and then of ${call}`);
    callOf.set(delivery, call);
  }
  return problems;
}

/** How many deliveries came more than once, by their id. */
export function repeatedDeliveries(arrived: readonly ArrivedCall[]): number {
  const ids = arrived.flatMap(({ delivery }) => delivery ?? []);
  return ids.length - new Set(ids).size;
}
