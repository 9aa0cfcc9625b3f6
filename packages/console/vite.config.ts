import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  // The server writes its own place before what is relative in index.html: the console works below any path.
  base: './',
  plugins: [react()],
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
