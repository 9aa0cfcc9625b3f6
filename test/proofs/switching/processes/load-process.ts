import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { Mode } from '@portcullis/gate';
import { type HistoryWriter, nowMs, writeHistory } from '../history.ts';
import { type LoadNews, type LoadOrder, targetOf, writesInTen } from '../load-orders.ts';

/*
 * Visitors and the application in one process: one clock, and both are cheap beside the servers between them. An open loop: what is
 * due is sent, however slow answers are, on connections that are kept.
 */

const tickMs = 2;
/** For each instance. One that stands still takes no more, and is asked again when they are given up. */
const mostConnections = 64;
const givenUpAfterMs = 3_000;

interface Waiting {
  readonly id: string;
  readonly isWrite: boolean;
  readonly sentMs: number;
}

interface Connection {
  readonly socket: Socket;
  waiting: Waiting | null;
  answer: string;
}

interface Target {
  readonly port: number;
  readonly free: Connection[];
  readonly all: Set<Connection>;
}

let history: HistoryWriter | null = null;
let targets: (Target | null)[] = [];
let perSecond = 0;
let startedMs = nowMs();
/** How long it has been sending before `startedMs`. */
let runMs = 0;
let sent = 0;
let skipped = 0;
let due = 0;
let number = 0;

const application = createServer((incoming, response) => {
  const { url = '', headers } = incoming;
  incoming.resume();
  incoming.once('end', () => {
    const [, kind, instance, sentMs, id = ''] = url.split('/');
    if (kind === 'read' || kind === 'write') {
      history?.write({
        kind: 'arrival',
        id,
        instance: Number(instance),
        isWrite: kind === 'write',
        sentMs: Number(sentMs),
        atMs: nowMs(),
        decision: decisionIn(headers['portcullis-decision']),
      });
    }
    response.writeHead(200, { 'Content-Length': '2', 'Content-Type': 'text/plain' }).end('ok');
  });
});
application.keepAliveTimeout = 60_000;
application.listen(0, '127.0.0.1', () =>
  tell({ kind: 'ready', applicationPort: (application.address() as AddressInfo).port }),
);

/** What the gate said; whether its signature is right is asked elsewhere. */
function decisionIn(header: string | string[] | undefined): { epoch: number; mode: Mode } | null {
  if (typeof header !== 'string') return null;
  const [, claims = ''] = header.split('.');
  const { epoch, mode } = JSON.parse(Buffer.from(claims, 'base64url').toString('utf8')) as {
    epoch: number;
    mode: Mode;
  };
  return { epoch, mode };
}

function sendDue(): void {
  const shouldBe = Math.floor(((nowMs() - startedMs) / 1_000) * perSecond);
  for (; due < shouldBe; due += 1) {
    const instance = due % Math.max(1, targets.length);
    const target = targets[instance];
    if (target) send(instance, target);
  }
}

function send(instance: number, target: Target): void {
  const connection = target.free.pop() ?? open(instance, target);
  if (connection === null) {
    skipped += 1;
    return;
  }
  number += 1;
  sent += 1;
  const isWrite = number % 10 < writesInTen;
  const sentMs = nowMs();
  const id = `${process.pid}-${number}`;
  connection.waiting = { id, isWrite, sentMs };
  const path = targetOf({ isWrite, instance, sentMs, id });
  const head = `${path} HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\n`;
  if (!isWrite) connection.socket.write(`GET ${head}\r\n`);
  else if (number % 50 > 0) connection.socket.write(`POST ${head}Content-Length: 3\r\n\r\na=1`);
  else sendSlowly(connection.socket, `POST ${head}Transfer-Encoding: chunked\r\n\r\n3\r\na=1\r\n`);
}

/** Some take their time, so that something is in flight whenever the site is switched. */
function sendSlowly(socket: Socket, begin: string): void {
  socket.write(begin);
  setTimeout(
    () => {
      if (!socket.destroyed) socket.write('3\r\n&b=\r\n0\r\n\r\n');
    },
    (number % 7) * 60,
  );
}

function open(instance: number, target: Target): Connection | null {
  if (target.all.size >= mostConnections) return null;
  const socket = connect(target.port, '127.0.0.1');
  socket.setNoDelay(true);
  socket.setEncoding('latin1');
  const connection: Connection = { socket, waiting: null, answer: '' };
  target.all.add(connection);
  socket.on('data', (text: string) => {
    connection.answer += text;
    const end = endOfAnswer(connection.answer);
    if (end === null) return;
    const head = connection.answer.slice(0, connection.answer.indexOf('\r\n\r\n'));
    connection.answer = connection.answer.slice(end);
    const isKept = !/\r\nconnection: close/i.test(head);
    ended(instance, connection, Number(head.slice(9, 12)));
    if (isKept) target.free.push(connection);
    else socket.destroy();
  });
  socket.on('error', () => {});
  socket.on('close', () => {
    target.all.delete(connection);
    const index = target.free.indexOf(connection);
    if (index >= 0) target.free.splice(index, 1);
    ended(instance, connection, null);
  });
  return connection;
}

/** Where the first answer ends; null = more of it is to come. */
function endOfAnswer(text: string): number | null {
  const headEnd = text.indexOf('\r\n\r\n');
  if (headEnd < 0) return null;
  const length = /\r\ncontent-length: (\d+)/i.exec(text.slice(0, headEnd + 2));
  if (length !== null) {
    const end = headEnd + 4 + Number(length[1]);
    return text.length >= end ? end : null;
  }
  const end = text.indexOf('0\r\n\r\n', headEnd + 4);
  return end < 0 ? null : end + 5;
}

function ended(instance: number, connection: Connection, status: number | null): void {
  const { waiting } = connection;
  connection.waiting = null;
  if (waiting !== null) history?.write({ kind: 'request', instance, ...waiting, endedMs: nowMs(), status });
}

function giveUp(): void {
  const before = nowMs() - givenUpAfterMs;
  for (const target of targets) {
    for (const { socket, waiting } of target?.all ?? []) {
      if (waiting !== null && waiting.sentMs < before) socket.destroy();
    }
  }
}

function obey(order: LoadOrder): void {
  switch (order.kind) {
    case 'ports':
      targets = order.ports.map((port, index) => {
        const before = targets[index];
        if (port === null) return null;
        return before?.port === port ? before : { port, free: [], all: new Set() };
      });
      return;
    case 'rate':
      runMs += perSecond > 0 ? nowMs() - startedMs : 0;
      perSecond = order.perSecond;
      startedMs = nowMs();
      due = 0;
      return;
    case 'file':
      history = writeHistory(order.file);
      return;
    case 'flush': {
      history?.flush();
      const elapsedMs = runMs + (perSecond > 0 ? nowMs() - startedMs : 0);
      tell({ kind: 'flushed', tally: { elapsedMs, sent, skipped } });
      return;
    }
    case 'stop':
      history?.close();
      process.exit(0);
  }
}

function tell(news: LoadNews): void {
  process.send?.(news);
}

setInterval(sendDue, tickMs);
setInterval(giveUp, 250);
process.on('message', (order) => obey(order as LoadOrder));
process.on('disconnect', () => process.exit(0));
