import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRecordFile } from './record-file.ts';
import { startServerProcess } from './server-process.ts';
import type { RecordingUpstream } from './upstream.ts';

/** nginx as its own small site; a body is on record only when somebody behind it asks for it. */
export async function startNginxUpstream(): Promise<RecordingUpstream> {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-nginx-'));
  const record = join(folder, 'record');
  const file = join(folder, 'nginx.conf');
  writeFileSync(record, '');
  mkdirSync(join(folder, 'temporary'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    const { port, stop } = await startServerProcess({
      command(free) {
        writeFileSync(file, configuration(folder, free));
        return ['nginx', '-p', folder, '-c', file, '-e', join(folder, 'error.log')];
      },
    });
    return {
      name: 'nginx',
      wayIn: { kind: 'proxy', origin: `http://127.0.0.1:${port}` },
      ...readRecordFile(record, (text) => text),
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

function configuration(folder: string, port: number): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `  ${name}_temp_path ${folder}/temporary/${name};`)
    .join('\n');
  const location = (match: string, handler: string) =>
    `    location ${match} { set $handler ${handler}; proxy_pass http://behind; }`;
  return `daemon off;
master_process off;
pid ${folder}/pid;
events { worker_connections 256; }
http {
${temporary}
  client_body_in_single_buffer on;
  client_body_buffer_size 1m;
  large_client_header_buffers 4 64k;
  log_format record escape=json '{"method":"$request_method","target":"$request_uri","body":"$request_body","handler":"$handler"}';
  upstream behind { server unix:${folder}/behind.sock; }
  server {
    listen 127.0.0.1:${port};
    access_log ${folder}/record record;
    set $handler other;
${location('/', 'other')}
${location('= /admin', 'admin')}
${location('/admin/', 'admin')}
${location('= /login', 'login')}
${location('= /status', 'status')}
  }
  server {
    listen unix:${folder}/behind.sock;
    access_log off;
    location / { return 200 ok; }
  }
}
`;
}
