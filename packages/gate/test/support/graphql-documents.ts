import fc from 'fast-check';

export interface DrawnOperation {
  readonly kind: 'query' | 'mutation' | 'subscription';
  readonly name: string | null;
}

/** A document and what was put into it: nobody has to parse it to know. */
export interface DrawnDocument {
  readonly text: string;
  readonly operations: readonly DrawnOperation[];
}

/** One definition: its tokens, and the operation it is, unless it is a fragment. */
interface Definition {
  readonly tokens: readonly string[];
  readonly operation: DrawnOperation | null;
}

const names = ['A', 'B', 'query', 'mutation', 'subscription', 'fragment'] as const;
const name = fc.constantFrom(...names);

/** Mostly one that may be there; also none, the empty one, and one that never is. */
export const drawnOperationName = fc.option(
  fc.oneof({ weight: 6, arbitrary: name }, fc.constantFrom('', 'C', 'a')),
  { freq: 2 },
);

const value = fc.constantFrom<string[]>(
  ['1'],
  ['-1.5e3'],
  ['$v'],
  ['mutation'],
  ['null'],
  ['[', '1', '[', ']', ']'],
  ['{', 'mutation', ':', '{', '}', '}'],
  ['"mutation { b }"'],
  ['"\\"} mutation { b"'],
  ['"\\u007d \\u{6d}utation"'],
  ['"""} mutation { b } \\""" { """'],
  ['"""\n#"""'],
  ['""'],
);
const argumentList = value.map((tokens) => ['(', 'mutation', ':', ...tokens, ')']);
const directive = fc
  .tuple(
    fc.constantFrom('skip', 'include', 'defer', 'stream', 'mutation'),
    fc.oneof(argumentList, fc.constant([])),
  )
  .map(([directiveName, given]) => ['@', directiveName, ...given]);
const directives = fc.oneof({ weight: 3, arbitrary: fc.constant<string[]>([]) }, directive);

const { selectionSet } = fc.letrec<{ selectionSet: string[]; selection: string[] }>((tie) => ({
  selectionSet: fc
    .array(tie('selection'), { minLength: 1, maxLength: 3 })
    .map((selections) => ['{', ...selections.flat(), '}']),
  selection: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 4, arbitrary: fc.tuple(name, directives).map(([field, given]) => [field, ...given]) },
    { weight: 1, arbitrary: fc.tuple(name, name).map(([alias, field]) => [alias, ':', field]) },
    { weight: 1, arbitrary: fc.tuple(name, argumentList).map(([field, given]) => [field, ...given]) },
    { weight: 1, arbitrary: name.map((fragment) => ['...', fragment]) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom([], ['on', 'mutation']), directives, tie('selectionSet'))
        .map(([on, given, inner]) => ['...', ...on, ...given, ...inner]),
    },
    { weight: 1, arbitrary: fc.tuple(name, tie('selectionSet')).map(([field, inner]) => [field, ...inner]) },
  ),
}));

const variables = fc.constantFrom<string[]>(
  [],
  ['(', '$', 'v', ':', 'Int', ')'],
  ['(', '$', 'mutation', ':', '[', 'mutation', '!', ']', '=', '[', '"mutation{b}"', ']', ')'],
);

const operation = fc
  .record({
    kind: fc.constantFrom<DrawnOperation['kind'][]>('query', 'query', 'query', 'mutation', 'subscription'),
    name: fc.option(name, { freq: 4 }),
    short: fc.boolean(),
    variables,
    directives,
    selectionSet,
  })
  .map<Definition>((drawn) => {
    const { kind } = drawn;
    if (drawn.short && kind === 'query' && drawn.name === null) {
      return { tokens: drawn.selectionSet, operation: { kind, name: null } };
    }
    const head = [
      kind,
      ...(drawn.name === null ? [] : [drawn.name]),
      ...drawn.variables,
      ...drawn.directives,
    ];
    return { tokens: [...head, ...drawn.selectionSet], operation: { kind, name: drawn.name } };
  });

const fragment = fc
  .tuple(name, name, directives, selectionSet)
  .map<Definition>(([own, type, given, inner]) => ({
    tokens: ['fragment', own === 'fragment' ? 'F' : own, 'on', type, ...given, ...inner],
    operation: null,
  }));

/** What may stand between two tokens and means nothing. */
const plainIgnored = [' ', ' ', '\n', '\r\n', '\t', ',', ', ,', '#\n', '# mutation { b }\n'];
const oddIgnored = ['\r', '\ufeff', '#\r', '#{}"""\r', '#\u2028mutation{b}\n'];
const between = (pieces: readonly string[]) =>
  fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 6 });
const ignored = fc.oneof(
  { weight: 4, arbitrary: between(plainIgnored) },
  { weight: 1, arbitrary: between([...plainIgnored, ...oddIgnored]) },
);

/** Whether lexers are known to find other tokens; it matters only where one may be the keyword of a write. */
export function isDoubtful(text: string): boolean {
  return /mutation|subscription/.test(text) && /\\|"""\n|\r(?!\n)|[\ufeff\u2028]/.test(text);
}

export const drawnDocument: fc.Arbitrary<DrawnDocument> = fc
  .tuple(
    fc.array(fc.oneof({ weight: 3, arbitrary: operation }, { weight: 1, arbitrary: fragment }), {
      maxLength: 3,
    }),
    ignored,
    fc.boolean(),
  )
  .map(([definitions, pieces, tight]) => ({
    text: spell(
      definitions.flatMap(({ tokens }) => tokens),
      pieces,
      tight,
    ),
    operations: definitions.flatMap(({ operation: one }) => (one === null ? [] : [one])),
  }));

/** Tight: nothing between tokens, but where two names or numbers would become one. */
function spell(tokens: readonly string[], between: readonly string[], tight: boolean): string {
  let text = '';
  for (const [index, token] of tokens.entries()) {
    const needed = /[\w"$]$/.test(text) && /^[\w"-]/.test(token);
    if (needed || !tight) text += between[index % between.length];
    text += token;
  }
  return text;
}
