import { connect, type Socket } from 'node:net';
import type { ConsoleBrowser } from './console-browser.ts';
import type { RunningSite } from './running-site.ts';

// What attackers of the console need beside a browser.

export const sessionCookie = '__Host-portcullis-console-default';

export interface ListedOperator {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly version: number;
}

export async function operatorsOf(site: RunningSite): Promise<readonly ListedOperator[]> {
  return (await site.control.get<{ operators: readonly ListedOperator[] }>('/operators')).operators;
}

export async function operatorNamed(site: RunningSite, name: string): Promise<ListedOperator> {
  const found = (await operatorsOf(site)).find((one) => one.name === name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found;
}

export function cookiesOf({ cookies }: ConsoleBrowser): string {
  return [...cookies].map((pair) => pair.join('=')).join('; ');
}

/** A connection whose bytes the test writes; `all` is what came until it closed. */
export function openSocket(port: number): { readonly socket: Socket; readonly all: Promise<string> } {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  const all = new Promise<string>((resolve) => {
    socket.on('error', () => undefined).on('close', () => resolve(text));
  });
  return { socket, all };
}
