import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import openapiTypescript, { astToString, type OpenAPI3 } from 'openapi-typescript';
import { openApiDocument } from '../packages/server/src/control/api/document.ts';
import { root } from './workspace.ts';

// The control API as a document, and its types for the console: `npm run api` writes both, the static part compares.

const documentFile: string = join(root, 'packages', 'server', 'openapi.json');
const typesFile: string = join(root, 'packages', 'console', 'src', 'api', 'control-api.d.ts');

/** What the files should hold, by file. */
async function generatedApi(): Promise<Map<string, string>> {
  const document = openApiDocument();
  const types = astToString(await openapiTypescript(document as OpenAPI3));
  return new Map([
    [documentFile, `${JSON.stringify(document, null, 2)}\n`],
    [typesFile, `// Generated from packages/server/openapi.json by \`npm run api\`.\n${types}`],
  ]);
}

/** The files that do not hold what the routes say. */
export async function outdatedApi(): Promise<string[]> {
  const outdated: string[] = [];
  for (const [file, wanted] of await generatedApi()) {
    if (textOf(file) !== wanted) outdated.push(file);
  }
  return outdated;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

if (import.meta.main) {
  for (const [file, text] of await generatedApi()) writeFileSync(file, text);
}
