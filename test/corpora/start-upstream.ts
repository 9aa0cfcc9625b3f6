import { startExpressUpstream } from './upstreams/express-upstream.ts';
import { startNginxUpstream } from './upstreams/nginx-upstream.ts';
import { startPhpUpstream } from './upstreams/php-upstream.ts';
import { startRawUpstream } from './upstreams/raw-upstream.ts';
import type { RecordingUpstream, UpstreamName } from './upstreams/upstream.ts';

export function startUpstream(name: UpstreamName): Promise<RecordingUpstream> {
  switch (name) {
    case 'raw':
      return startRawUpstream();
    case 'express5':
    case 'express4':
      return startExpressUpstream(name);
    case 'nginx':
      return startNginxUpstream();
    case 'php':
      return startPhpUpstream();
  }
}
