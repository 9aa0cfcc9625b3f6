import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** The files of texts by language, as `src/texts` has them. */
const languages: Readonly<Record<string, string>> = { english: 'en', german: 'de' };

/**
 * Names the texts in the page, each language: the server leaves the one that the browser asks for, so that it comes beside
 * the script instead of after it.
 */
const textsInPage: Plugin = {
  name: 'texts-in-page',
  transformIndexHtml: {
    order: 'post',
    handler: (_html, { bundle = {} }) =>
      Object.values(bundle).flatMap(({ type, name, fileName }) => {
        const hreflang = type === 'chunk' ? languages[name] : undefined;
        if (hreflang === undefined) return [];
        const attrs = { rel: 'modulepreload', hreflang, crossorigin: true, href: `./${fileName}` };
        return [{ tag: 'link', attrs, injectTo: 'head' as const }];
      }),
  },
};

export default defineConfig({
  root: import.meta.dirname,
  // The server writes its own place before what is relative in index.html: the console works below any path.
  base: './',
  plugins: [react(), textsInPage],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // Those that know light-dark() and :has().
    target: ['chrome123', 'firefox121', 'safari17.5'],
    // What a data: URL would need, the Content-Security-Policy does not allow.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // Read by the check of the size budgets.
    manifest: true,
    rolldownOptions: {
      output: {
        codeSplitting: {
          // By default each set of screens that shares a module makes a file of it: thirty small ones at the start, ten
          // more for a screen. On a slow machine each of them costs more than the code in it.
          groups: [
            { name: 'start', tags: ['$initial'] },
            {
              debugName: 'languages',
              name: (id) => /[\\/]texts[\\/](\w+)[\\/](?:\1|count)\.ts$/.exec(id)?.[1] ?? null,
            },
            // What screens are made of; dialogs come when they are opened.
            {
              name: 'parts',
              test: /[\\/]src[\\/](?:components|texts)[\\/](?!\w*-?dialog|unsaved-guard)[\w-]+\.tsx?$/,
            },
          ],
        },
      },
    },
  },
});
