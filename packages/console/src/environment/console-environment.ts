/** What the server wrote into index.html. */
export interface ConsoleEnvironment {
  /** The site that this console is for. */
  readonly site: string;
  /** Where console and control API lie, absolute, with a slash at its end: `https://ops.example.com/gate/`. */
  readonly baseUrl: string;
  /** The path of `baseUrl`, without the slash at its end: `/gate`, or empty. */
  readonly basePath: string;
}

/** Throws when index.html was served by something that does not know the site. */
export function readEnvironment(document: Document): ConsoleEnvironment {
  const site = contentOf(document, 'portcullis-site');
  const baseUrl = new URL(contentOf(document, 'portcullis-base'), document.baseURI);
  return { site, baseUrl: baseUrl.href, basePath: baseUrl.pathname.replace(/\/$/, '') };
}

function contentOf(document: Document, name: string): string {
  const content = document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content ?? '';
  if (content !== '') return content;
  throw new Error(`Expected <meta name="${name}"> in index.html, as the server of the console writes it.`);
}
