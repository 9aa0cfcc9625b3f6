import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  // Relative to the <base> that the server writes: the console works below any path.
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
  },
});
