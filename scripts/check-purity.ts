import { globSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';

/** One use of the clock, chance, the environment or I/O in a folder that must not know them. */
export interface Impurity {
  readonly file: string;
  readonly line: number;
  /** The expression as written: `Date.now`, `process`. */
  readonly found: string;
  readonly reason: string;
}

/** The folders of packages/gate/src whose results depend on their arguments alone. */
const pureFolders = ['model', 'reading', 'decide', 'production', 'answer', 'presets'] as const;

/** Not part of the language, but the same everywhere, with no clock and no I/O. */
const harmlessPlatformGlobals = new Set([
  'atob',
  'btoa',
  'Headers',
  'structuredClone',
  'TextDecoder',
  'TextEncoder',
  'URL',
  'URLSearchParams',
]);

const clock = 'reads the clock: take the time as an argument';
const zone = 'reads the time zone or language of the machine: say the zone and the locale';

/** Part of the language, but their results come from somewhere else than their arguments. */
const impureLanguageGlobals = new Map([
  ['eval', 'runs code that nobody has read'],
  ['Function', 'runs code that nobody has read'],
  ['globalThis', 'reaches every platform global'],
  ['FinalizationRegistry', 'depends on the garbage collector'],
  ['WeakRef', 'depends on the garbage collector'],
]);

/** Members of the language's own types, as `Interface.member`. */
const impureMembers = new Map([
  ['DateConstructor.now', clock],
  ['Math.random', 'draws chance: take the number as an argument'],
]);

/** Of a Date, what does not depend on the time zone of the machine. */
const zonelessDateMember = /^(?:getTime|setTime|valueOf|toISOString|toJSON|[gs]etUTC[A-Za-z]+)$/;

export interface PurityOptions {
  /** Absolute names. */
  readonly files: readonly string[];
  /** Where the names in the findings start. */
  readonly root: string;
  /** Files that lie in memory, by absolute name. */
  readonly sources?: ReadonlyMap<string, string>;
}

/**
 * Finds uses of the platform by what a name means, not by how it is spelled: the type checker says which
 * declaration an identifier leads to, so an alias of `Date` is found and a local variable called `process`
 * is not. Imports are the business of the import law.
 */
export function findImpurities({ files, root, sources = new Map() }: PurityOptions): Impurity[] {
  const program = createProgram(files, root, sources);
  const reasonOf = createJudge(program);
  const found: Impurity[] = [];
  for (const file of files) {
    const source = program.getSourceFile(file);
    if (source === undefined) throw new Error(`Cannot read ${file}.`);
    const visit = (node: ts.Node): void => {
      if (hasNoRunTime(node)) return;
      const reason = reasonOf(node);
      if (reason !== undefined) {
        const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
        found.push({
          file: relative(root, file),
          line: line + 1,
          found: node.getText(source).slice(0, 60),
          reason,
        });
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return found;
}

/** Every source file of the pure folders, tests aside. */
export function pureFiles(root: string): string[] {
  return globSync(
    pureFolders.map((folder) => `packages/gate/src/${folder}/**/*.ts`),
    { cwd: root },
  )
    .filter((file) => !file.endsWith('.test.ts'))
    .map((file) => join(root, file))
    .sort();
}

/** Types, imports and exports leave nothing behind that runs. */
function hasNoRunTime(node: ts.Node): boolean {
  if (ts.isExpressionWithTypeArguments(node)) return false; // `extends X` runs
  return (
    ts.isTypeNode(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isImportDeclaration(node)
  );
}

function createJudge(program: ts.Program): (node: ts.Node) => string | undefined {
  const checker = program.getTypeChecker();

  return function reasonOf(node) {
    if (ts.isMetaProperty(node)) return 'knows where the file lies: import.meta belongs to a program';
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      return 'loads a module at run time: import it at the top';
    }
    if (ts.isNewExpression(node) || ts.isCallExpression(node)) return reasonOfConstruction(node);
    if (ts.isIdentifier(node)) return reasonOfMember(node) ?? reasonOfGlobal(node);
    return undefined;
  };

  /** `new Date()`, `Date()`, `new Intl.DateTimeFormat('en')`: the clock, or the machine's own zone and language. */
  function reasonOfConstruction(node: ts.NewExpression | ts.CallExpression): string | undefined {
    const called = checker.getTypeAtLocation(node.expression).symbol?.name;
    const argumentCount = node.arguments?.length ?? 0;
    if (called === 'DateConstructor') {
      if (ts.isCallExpression(node) || argumentCount === 0) return clock;
      return argumentCount > 1 ? zone : undefined; // year, month, … are local time
    }
    if (called === 'DateTimeFormatConstructor') return argumentCount < 2 ? zone : undefined;
    return ts.isNewExpression(node) && argumentCount === 0 && isOfIntl(node) ? zone : undefined;
  }

  function isOfIntl(node: ts.NewExpression): boolean {
    const { symbol } = checker.getTypeAtLocation(node);
    return symbol !== undefined && checker.getFullyQualifiedName(symbol).startsWith('Intl.');
  }

  /** `Date.now`, `random` in `const { random } = Math`, `getHours` of any Date. */
  function reasonOfMember(node: ts.Identifier): string | undefined {
    const declaration = memberSymbol(node)?.declarations?.[0];
    if (declaration === undefined || !program.isSourceFileDefaultLibrary(declaration.getSourceFile()))
      return undefined;
    if (!ts.isInterfaceDeclaration(declaration.parent)) return undefined;
    const owner = declaration.parent.name.text;
    if (owner === 'Date') return zonelessDateMember.test(node.text) ? undefined : zone;
    if (/^toLocale/.test(node.text) && isCalledWithoutArguments(node)) return zone;
    return impureMembers.get(`${owner}.${node.text}`);
  }

  function memberSymbol(node: ts.Identifier): ts.Symbol | undefined {
    const { parent } = node;
    if (ts.isPropertyAccessExpression(parent) && parent.name === node)
      return checker.getSymbolAtLocation(node);
    if (ts.isBindingElement(parent) && (parent.propertyName ?? parent.name) === node) {
      return checker.getTypeAtLocation(parent.parent).getProperty(node.text);
    }
    return undefined;
  }

  function reasonOfGlobal(node: ts.Identifier): string | undefined {
    const global = checker.resolveName(node.text, undefined, ts.SymbolFlags.Value, false);
    if (global === undefined || symbolInScope(node) !== global) return undefined;
    const reason = impureLanguageGlobals.get(node.text);
    if (reason !== undefined) return reason;
    const declaredBy = global.declarations ?? [];
    const isLanguage = declaredBy.some((declaration) =>
      program.isSourceFileDefaultLibrary(declaration.getSourceFile()),
    );
    if (isLanguage || declaredBy.length === 0 || harmlessPlatformGlobals.has(node.text)) return undefined;
    return 'is the platform: hand in its result as a value';
  }

  function symbolInScope(node: ts.Identifier): ts.Symbol | undefined {
    return ts.isShorthandPropertyAssignment(node.parent)
      ? checker.getShorthandAssignmentValueSymbol(node.parent)
      : checker.getSymbolAtLocation(node);
  }
}

function isCalledWithoutArguments(member: ts.Identifier): boolean {
  const call = member.parent.parent;
  return ts.isCallExpression(call) && call.arguments.length === 0;
}

/** Language and Node types together: what is not from the language is then known to be the platform. */
function createProgram(
  files: readonly string[],
  root: string,
  sources: ReadonlyMap<string, string>,
): ts.Program {
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2024,
    lib: ['lib.es2024.d.ts'],
    types: ['node'],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    allowImportingTsExtensions: true,
    strict: true,
    noEmit: true,
  };
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.getCurrentDirectory = () => root;
  host.fileExists = (name) => sources.has(name) || fileExists(name);
  host.readFile = (name) => sources.get(name) ?? readFile(name);
  host.getSourceFile = (name, languageVersion) => {
    const text = sources.get(name);
    return text === undefined
      ? getSourceFile(name, languageVersion)
      : ts.createSourceFile(name, text, languageVersion, true);
  };
  return ts.createProgram({ rootNames: files, options, host });
}
