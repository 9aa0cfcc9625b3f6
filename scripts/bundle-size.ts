import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';

export interface BundleSizeOptions {
  /** The modules whose exports are all wanted, absolute. */
  readonly modules: readonly string[];
  /** Where the bundle's entry may be written. */
  readonly folder: string;
}

/** What an app would ship of `modules`: one file, minified, gzipped; in bytes. */
export async function bundleSize({ modules, folder }: BundleSizeOptions): Promise<number> {
  const entry = join(folder, `entry-${modules.length}.mjs`);
  writeFileSync(entry, modules.map((file) => `export * from ${JSON.stringify(file)};\n`).join(''));
  const bundle = await rolldown({ input: entry, platform: 'browser', logLevel: 'silent' });
  try {
    const { output } = await bundle.generate({ format: 'esm', minify: true });
    return gzipSync(output[0].code, { level: 9 }).length;
  } finally {
    await bundle.close();
  }
}
