import { readdir, readFile, stat } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { pagePolicy } from './console-headers.ts';

/** The built console, as files for browsers. */
export interface ConsoleFiles {
  /** The answer to a path below the console, without its prefix: `/`, `/assets/index-1a2b.js`; null when there is nothing. */
  answer(asked: AskedFile): Promise<Response | null>;
}

export interface AskedFile {
  readonly path: string;
  readonly acceptEncoding: string;
  readonly acceptLanguage: string;
  /** A browser wants a page. */
  readonly wantsPage: boolean;
}

export interface ConsoleFilesOptions {
  /** What `npm run build` made; null = it is nowhere. */
  readonly directory: string | null;
  readonly site: string;
  /** Where browsers see the console: `/`, `/portcullis/`. */
  readonly base: string;
}

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};

const codings: readonly (readonly [coding: string, ending: string])[] = [
  ['br', '.br'],
  ['gzip', '.gz'],
];

/** Vite puts the hash of the content into these names: what is behind one never changes. */
const hashedName = /^\/assets\/.+-[\w-]{8,}\.\w+$/;

interface Listed {
  /** When the page was built that names all others. */
  readonly builtAt: number;
  /** `/assets/index-1a2b.js` → where it lies. Nothing else is ever opened. */
  readonly files: ReadonlyMap<string, string>;
}

/**
 * Serves what was in the directory when it was listed, by exact names: no path of a request is ever joined to one of the
 * disk. Every other path is a place inside the console, and gets its page.
 */
export function createConsoleFiles({ directory, site, base }: ConsoleFilesOptions): ConsoleFiles {
  let listed: Listed | null = null;

  async function look(): Promise<Listed | null> {
    if (directory === null) return null;
    const builtAt = await stat(join(directory, 'index.html')).then(
      ({ mtimeMs }) => mtimeMs,
      () => null,
    );
    if (builtAt === null) return null;
    // Built again while the server runs: other names, another page.
    if (listed?.builtAt !== builtAt) listed = { builtAt, files: await filesIn(directory) };
    return listed;
  }

  async function page({ files }: Listed, acceptLanguage: string): Promise<Response> {
    const html = await readFile(files.get('/index.html') ?? '', 'utf8');
    const page = withBase(withTexts(html, acceptLanguage), { base, site });
    return new Response(page, { headers: { ...pageHeaders, Vary: 'Accept-Language' } });
  }

  return {
    async answer({ path, acceptEncoding, acceptLanguage, wantsPage }) {
      const known = path.startsWith('/assets/') ? (listed ?? (await look())) : await look();
      if (known === null)
        return wantsPage ? new Response(notBuilt, { status: 503, headers: pageHeaders }) : null;
      if (path === '/index.html') return page(known, acceptLanguage);
      const file = known.files.get(path);
      if (file !== undefined && !/\.(?:br|gz)$/.test(path))
        return fileAnswer(known, { path, file, acceptEncoding });
      return wantsPage && !path.startsWith('/assets/') ? page(known, acceptLanguage) : null;
    },
  };
}

async function fileAnswer(
  { files }: Listed,
  {
    path,
    file,
    acceptEncoding,
  }: { readonly path: string; readonly file: string; readonly acceptEncoding: string },
): Promise<Response> {
  const headers = new Headers({
    'Content-Type': types[extname(path)] ?? 'application/octet-stream',
    'Cache-Control': hashedName.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
    'Content-Security-Policy': pagePolicy,
    Vary: 'Accept-Encoding',
  });
  for (const [coding, ending] of codings) {
    const packed = files.get(`${path}${ending}`);
    if (packed === undefined || !accepts(acceptEncoding, coding)) continue;
    headers.set('Content-Encoding', coding);
    return new Response(await readFile(packed), { headers });
  }
  return new Response(await readFile(file), { headers });
}

function accepts(acceptEncoding: string, coding: string): boolean {
  return acceptEncoding.split(',').some((item) => {
    const [name = '', ...parameters] = item.split(';').map((part) => part.trim().toLowerCase());
    return name === coding && !parameters.some((parameter) => /^q=0(?:\.0*)?$/.test(parameter));
  });
}

async function filesIn(directory: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return new Map(
    entries
      // A link could lead anywhere; what begins with a dot is the builder's own.
      .filter(
        (entry) =>
          entry.isFile() && !/[\\/]\./.test(join(entry.parentPath, entry.name).slice(directory.length)),
      )
      .map((entry) => {
        const file = join(entry.parentPath, entry.name);
        return [
          file
            .slice(directory.length)
            .replace(/^[\\/]*/, '/')
            .replaceAll(sep, '/'),
          file,
        ];
      }),
  );
}

const pageHeaders = {
  'Content-Type': 'text/html; charset=utf-8',
  'Cache-Control': 'no-cache',
  'Content-Security-Policy': pagePolicy,
};

/**
 * The page with the place where it stands: `<base>` is what `base-uri 'none'` forbids, and what it names relatively would
 * lead astray from a deep link.
 */
function withBase(html: string, { base, site }: { readonly base: string; readonly site: string }): string {
  const place = `<meta name="portcullis-base" content="${base}"><meta name="portcullis-site" content="${site}">`;
  // What every start asks for, asked for beside its script: attributes that make it the very request of the console.
  const asked = ['session', 'status'].map(
    (name) => `<link rel="preload" as="fetch" crossorigin href="${base}v1/sites/${site}/${name}">`,
  );
  return html
    .replace(/(<head[^>]*>)/i, (head) => `${head}${place}${asked.join('')}`)
    .replaceAll(/\b(src|href)="\.\//g, (_, attribute: string) => `${attribute}="${base}`);
}

/** The page names the texts of every language; those of the one language stay that the browser wants most. */
function withTexts(html: string, acceptLanguage: string): string {
  const links = /[ \t]*<link [^>]*\bhreflang="([a-z]+)"[^>]*>\n?/g;
  const there = [...html.matchAll(links)].map(([, language]) => language);
  const wanted = acceptLanguage.split(',').map((item) => item.trim().toLowerCase().split(/[-;]/)[0]);
  const chosen = wanted.find((language) => there.includes(language));
  return html.replaceAll(links, (link, language) => (language === chosen ? link : ''));
}

const notBuilt = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>The console is not here</title></head>
<body>
<h1>The console was not built</h1>
<p>This server runs and guards its site, and its control API answers. What is missing are the files of the console:
in a checkout of the sources <code>npm run build</code> makes them; the published package brings them along.</p>
<p>Meanwhile everything works on the command line: <code>portcullis status</code>.</p>
</body>
</html>
`;
