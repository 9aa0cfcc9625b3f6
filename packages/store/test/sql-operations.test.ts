import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, it } from 'vitest';

/**
 * An operation hands its steps on with `yield*`. One that is called without it never happens, and no type says so: half a change
 * would be stored.
 */
it('hands every step on', () => {
  const folder = new URL('../src/sql/operations/', import.meta.url);
  const names = readdirSync(fileURLToPath(folder), { recursive: true, encoding: 'utf8' });
  const files = names
    .filter((name) => name.endsWith('.ts'))
    .map((name) => {
      const path = fileURLToPath(new URL(name, folder));
      return ts.createSourceFile(name, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
    });
  const steps = new Set(['all', 'first', 'run']);
  for (const file of files) {
    ts.forEachChild(file, (node) => {
      if (ts.isFunctionDeclaration(node) && node.asteriskToken && node.name) steps.add(node.name.text);
    });
  }
  expect(steps.size).toBeGreaterThan(70);
  const lost: string[] = [];
  for (const file of files) {
    const visit = (node: ts.Node): void => {
      if (ts.isCallExpression(node) && steps.has(nameOf(node.expression))) {
        const { parent } = node;
        const isHandedOn = ts.isYieldExpression(parent) && parent.asteriskToken !== undefined;
        if (!isHandedOn) lost.push(`${file.fileName}: ${node.getText(file).split('\n', 1)[0]}`);
      }
      ts.forEachChild(node, visit);
    };
    visit(file);
  }
  expect(lost).toEqual([]);
});

function nameOf(called: ts.Expression): string {
  if (ts.isIdentifier(called)) return called.text;
  return ts.isPropertyAccessExpression(called) && called.expression.getText() === 'transaction'
    ? called.name.text
    : '';
}
