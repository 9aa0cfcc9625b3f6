import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../free-port.ts';
import { createServerGroup, serverUser } from '../server-group.ts';
import { blocksOf } from './read-steps.ts';

export interface Front {
  readonly port: number;
  /** What it wrote of each request since it was asked last: which servers it asked, what they answered, and the request. */
  requests(): readonly { readonly servers: string; readonly status: number; readonly line: string }[];
  stop(): Promise<void>;
}

export interface FrontOptions {
  readonly folder: string;
  /** Where the servers listen, each at an address of its own. */
  readonly port: number;
  readonly count: number;
}

const attempts = 5;
const certificates = join(import.meta.dirname, '../../../packages/server/test/proxy/tls');

/** Debian's nginx with the file of docs/scale.md, in an `http` block such as Debian's own. */
export async function startFront(options: FrontOptions): Promise<Front> {
  const folder = join(options.folder, 'nginx');
  mkdirSync(folder);
  const { uid = null, gid = null } = serverUser;
  const group = createServerGroup(folder);
  try {
    for (let attempt = 1; ; attempt += 1) {
      const port = await freePort();
      writeFileSync(join(folder, 'nginx.conf'), configuration(folder, { ...options, listen: port }));
      for (const name of ['first.cert.pem', 'first.key.pem']) {
        writeFileSync(join(folder, name), readFileSync(join(certificates, name)));
      }
      if (uid !== null && gid !== null) chmodSync(folder, 0o777);
      try {
        const command = [
          'nginx',
          '-p',
          folder,
          '-c',
          join(folder, 'nginx.conf'),
          '-e',
          join(folder, 'error.log'),
        ];
        await group.start(command as [string, ...string[]], { port, host: '127.0.0.1' });
        return { port, requests: readerOf(join(folder, 'access.log')), stop: () => group.stop() };
      } catch (error) {
        if (attempt === attempts) throw error;
      }
    }
  } catch (error) {
    await group.stop();
    throw error;
  }
}

function readerOf(file: string): Front['requests'] {
  let from = 0;
  return () => {
    const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
    const fresh = lines.slice(from);
    from = lines.length;
    return fresh.map((line) => {
      const [servers = '', status = '', ...request] = line.split(' | ');
      return { servers, status: Number(status), line: request.join(' | ') };
    });
  };
}

interface ConfigurationOptions extends FrontOptions {
  readonly listen: number;
}

function configuration(folder: string, { port, count, listen }: ConfigurationOptions): string {
  const [site = ''] = blocksOf('nginx');
  const here = site
    .replaceAll(/10\.0\.0\.(1\d):8080/g, `127.0.0.$1:${port}`)
    .replace('listen 443 ssl', `listen 127.0.0.1:${listen} ssl`)
    .replace('/etc/ssl/shop.pem', join(folder, 'first.cert.pem'))
    .replace('/etc/ssl/shop.key', join(folder, 'first.key.pem'));
  const servers = here.split('\n').filter((line) => {
    const [, number] = /^\s*server 127\.0\.0\.1(\d):/.exec(line) ?? [];
    return number === undefined || Number(number) <= count;
  });
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `  ${name}_temp_path ${folder}/temporary-${name};`)
    .join('\n');
  return `daemon off;
worker_processes 2;
pid ${folder}/pid;
events { worker_connections 512; }
http {
${temporary}
  log_format servers '$upstream_addr | $status | $request';
  access_log ${folder}/access.log servers;
${servers.join('\n')}
}
`;
}
