import {
  bestFit,
  cleaned,
  decoded,
  decodedButSlash,
  decodedUtf8,
  hasBadEscape,
  longNames,
  merged,
  parameterOf,
  withoutAccents,
  withoutIndex,
  withoutScript,
  withoutSessions,
} from './server-steps.ts';

/**
 * What a server hands to its router for a target: the paths that the router may compare with its routes, none when it
 * refuses the request. Written from what was measured (`test/corpora/cases/paths.json`, which `server-models.test.ts`
 * compares them with) or, where `measured` is null, from the documentation of the server. Nothing of the gate is used.
 */
export interface ServerModel {
  readonly name: string;
  /** Its column in the measurements. */
  readonly measured: string | null;
  /** Whether its paths are other names of what the target names, and the target itself is never refused for them. */
  readonly givesAliases: boolean;
  resolve(target: string): readonly string[];
}

/** The path of origin-form and absolute-form; null for what is neither. */
function pathOf(target: string): string | null {
  const absolute = /^https?:\/\/[^/?#]*(.*)$/is.exec(target);
  const rest = absolute === null ? target : absolute[1] || '/';
  const path = rest.replace(/[?#].*$/s, '');
  return path.startsWith('/') ? path : null;
}

interface ModelOptions {
  readonly measured?: string;
  readonly givesAliases?: boolean;
  /** Then paths come in lower case. */
  readonly ignoresCase?: boolean;
}

function model(
  name: string,
  resolvePath: (path: string) => string | readonly string[] | null,
  { measured, givesAliases = false, ignoresCase = false }: ModelOptions = {},
): ServerModel {
  return {
    name,
    measured: measured ?? null,
    givesAliases,
    resolve(target) {
      const path = pathOf(target);
      const resolved = path === null ? null : resolvePath(path);
      const paths = resolved === null ? [] : typeof resolved === 'string' ? [resolved] : resolved;
      return ignoresCase ? paths.map((one) => one.toUpperCase().toLowerCase()) : paths;
    },
  };
}

function nginx(path: string): string | null {
  if (hasBadEscape(path)) return null;
  const plain = decoded(path);
  return plain.includes('\0') ? null : cleaned(merged(plain));
}

function tomcat(path: string): string | null {
  const bare = path.replace(/;[^/]*/g, '');
  if (/%2f|%5c|\\/i.test(bare) || hasBadEscape(bare)) return null;
  const plain = decodedUtf8(bare);
  return plain === null || plain.includes('\0') ? null : cleaned(merged(plain));
}

/** Java servers that are told to allow encoded slashes (`encodedSolidusHandling="decode"`). */
function tomcatDecodingSlashes(path: string): string | null {
  const bare = path.replace(/;[^/]*/g, '').replaceAll('\\', '/');
  const plain = decoded(bare).replaceAll('\\', '/');
  return plain.includes('\0') ? null : cleaned(merged(plain));
}

/** Laravel trims slashes at both ends; `$` of its regular expressions also matches before a last line feed. */
function laravel(path: string): string {
  return `/${decoded(path)
    .replace(/^\/+|\/+$/g, '')
    .replace(/\n$/, '')}`;
}

function rails(path: string): readonly string[] {
  const squeezed = merged(path).replace(/(.)\/$/, '$1');
  return [squeezed, squeezed.replace(/([^/])\.[^/.]+$/, '$1')];
}

/** IIS: UTF-8 or code page, best fit, backslashes, no dots and spaces at the end of names (Win32 file names). */
function iis(path: string): string | null {
  const plain = bestFit(path).replaceAll('\\', '/');
  if (plain.includes('\0')) return null;
  const trimmed = plain
    .split('/')
    .map((segment) => (/^\.{1,2}$/.test(segment) ? segment : segment.replace(/[. ]+$/, '')))
    .join('/');
  return cleaned(merged(trimmed));
}

/** The route is in the query, whatever the path is. */
function frontController(name: string, parameter: string): ServerModel {
  return {
    name,
    measured: null,
    givesAliases: false,
    resolve(target) {
      const query = /\?([^#]*)/.exec(target)?.[1];
      const route = query === undefined ? null : parameterOf(query, parameter);
      if (route === null) return [];
      return [route.startsWith('/') ? route : `/${route}`];
    },
  };
}

export const serverModels: readonly ServerModel[] = [
  model('raw', (path) => path),
  model('Express', (path) => path.replace(/(.)\/$/, '$1'), { measured: 'express4', ignoresCase: true }),
  {
    name: 'WHATWG URL',
    measured: 'node_url',
    givesAliases: false,
    resolve: (target) =>
      URL.canParse(target, 'http://app.example') ? [new URL(target, 'http://app.example').pathname] : [],
  },
  model('nginx', nginx, { measured: 'nginx1_22' }),
  model('nginx before Express', (path) => nginx(path)?.replace(/(.)\/$/, '$1') ?? null, {
    ignoresCase: true,
  }),
  model('Tomcat', tomcat, { measured: 'tomcat10' }),
  model('Tomcat that decodes slashes', tomcatDecodingSlashes),
  model('PHP, Laravel', laravel, { measured: 'php8_laravel_like' }),
  model('scripts in folders', (path) => [...withoutScript(nginx(path)), ...withoutIndex(nginx(path))], {
    givesAliases: true,
  }),
  {
    name: 'Werkzeug',
    measured: 'werkzeug3',
    givesAliases: false,
    // Whatever it is, it becomes a path.
    resolve: (target) => [
      decoded(`/${target.replace(/^[a-z]+:(?:\/\/[^/?#]*)?|[?#].*$/gis, '')}`).replace(/^\/+/, '/'),
    ],
  },
  model('a collation without accents', (path) => withoutAccents(decodedUtf8(path)), {
    givesAliases: true,
    ignoresCase: true,
  }),
  model('ASP.NET', (path) => cleaned(merged(withoutSessions(decoded(path)))), { ignoresCase: true }),
  model('Faces', (path) => tomcat(path)?.replace(/^\/faces(?=\/)/, '') ?? null, { givesAliases: true }),
  model('Struts', (path) => tomcat(path)?.replace(/([^/])![^/]*$/, '$1') ?? null, { givesAliases: true }),
  model('Next.js data', (path) => nginx(path)?.replace(/^\/_next\/data\/[^/]+(\/.*)\.json$/, '$1') ?? null, {
    givesAliases: true,
  }),
  model('short names', (path) => longNames(iis(path), ['unsubscribe']), {
    givesAliases: true,
    ignoresCase: true,
  }),
  frontController('WordPress', 'rest_route'),
  frontController('Drupal', 'q'),
  frontController('Phalcon', '_url'),
  {
    name: 'CodeIgniter',
    measured: null,
    givesAliases: false,
    resolve(target) {
      const [path = '', query = ''] = target.split(/\?(.*)/s);
      if (!/^\/(?:index\.php)?$/.test(path) || !query.startsWith('/')) return [];
      return [decoded(query.replace(/\?.*$/s, ''))];
    },
  },
  model('Rails', rails, { measured: 'rails_modelled' }),
  model('Rails that decodes', (path) => rails(decoded(path))),
  model('Go', (path) => (hasBadEscape(path) ? null : cleaned(merged(decoded(path))))),
  model('segment by segment', decodedButSlash),
  model('two servers that decode', (path) => cleaned(merged(decoded(decoded(path))))),
  model('two servers that decode and clean nothing', (path) => decoded(decoded(path))),
  model('IIS', iis, { ignoresCase: true }),
  model('IIS that decodes twice', (path) => iis(decoded(path)), { ignoresCase: true }),
];
