import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRecordFile } from './record-file.ts';
import { startServerProcess } from './server-process.ts';
import type { RecordingUpstream } from './upstream.ts';

/** Routes as Laravel does: the decoded path without the slashes around it. */
const router = `<?php
$path = trim(rawurldecode(explode('?', $_SERVER['REQUEST_URI'], 2)[0]), '/');
$handler = 'other';
if ($path === 'admin' || str_starts_with($path, 'admin/')) $handler = 'admin';
if ($path === 'login' || $path === 'status') $handler = $path;
$headers = [];
foreach (getallheaders() as $name => $value) $headers[] = [$name, base64_encode($value)];
file_put_contents(getenv('CORPORA_RECORD'), json_encode([
  'method' => base64_encode($_SERVER['REQUEST_METHOD']),
  'target' => base64_encode($_SERVER['REQUEST_URI']),
  'headers' => $headers,
  'body' => base64_encode(file_get_contents('php://input')),
  'handler' => $handler,
]) . "\\n", FILE_APPEND);
header('Content-Type: text/plain');
echo 'ok';
`;

/** PHP's built-in server with one script in front of everything. */
export async function startPhpUpstream(): Promise<RecordingUpstream> {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-php-'));
  const [script, record] = [join(folder, 'router.php'), join(folder, 'record')];
  writeFileSync(script, router);
  writeFileSync(record, '');
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    const { port, stop } = await startServerProcess({
      command: (free) => ['php', '-n', '-S', `127.0.0.1:${free}`, '-t', folder, script],
      environment: { CORPORA_RECORD: record },
    });
    return {
      name: 'php',
      wayIn: { kind: 'proxy', origin: `http://127.0.0.1:${port}` },
      ...readRecordFile(record, (text) => Buffer.from(text, 'base64').toString('latin1')),
      async close() {
        await stop();
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}
