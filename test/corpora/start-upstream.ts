import { debianNeeds, isOnPath, programPath } from '../../scripts/setup-debian.ts';
import { startExpressUpstream } from './upstreams/express-upstream.ts';
import { startInsideApplication } from './upstreams/inside-application.ts';
import { startNginxUpstream } from './upstreams/nginx-upstream.ts';
import { startPhpUpstream } from './upstreams/php-upstream.ts';
import { startRawUpstream } from './upstreams/raw-upstream.ts';
import type { ApplicationName, RecordingUpstream } from './upstreams/upstream.ts';

export function startUpstream(name: ApplicationName): Promise<RecordingUpstream> {
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
    case 'inside node':
    case 'inside express5':
    case 'inside express4':
    case 'inside fastify':
    case 'inside hono':
    case 'inside fetch':
      return startInsideApplication(name);
  }
}

/** On a developer's machine a server that is not installed is a gap that is said; on CI it fails. */
export function isLeftOut(name: ApplicationName): boolean {
  const { CI = '' } = process.env;
  const isCi = CI !== '' && CI !== 'false' && CI !== '0';
  const need = debianNeeds.find(({ program }) => program === name);
  return !isCi && need !== undefined && !isOnPath(need.program, programPath);
}
