import { type Given, readChoice, readFields, readStringList } from '../../model/parse-given.ts';

/** What the owner of an application on Node.js may say; everything has a default. */
export interface NodeOptions {
  /** Swagger UI, OpenAPI documents and the like. `allow`: they are meant for everybody. @default "refuse" */
  readonly apiDocumentation?: 'refuse' | 'allow';
  /** `*.map`, which holds the source. @default "refuse" */
  readonly sourceMaps?: 'refuse' | 'allow';
  /** Names, classes and codes of errors that are meant for people. @default [] */
  readonly businessErrors?: readonly string[];
}

export type FilledNodeOptions = Required<NodeOptions>;

export function readNodeOptions(given: Given): FilledNodeOptions {
  const fields = readFields(given, ['apiDocumentation', 'sourceMaps', 'businessErrors']);
  return {
    apiDocumentation: readChoice(fields.apiDocumentation, ['refuse', 'allow'], 'refuse'),
    sourceMaps: readChoice(fields.sourceMaps, ['refuse', 'allow'], 'refuse'),
    businessErrors:
      readStringList(
        fields.businessErrors,
        { of: 'names of errors', most: 500 },
        { expected: 'the name, class or code of an error such as "OutOfStock"', longest: 256 },
      ) ?? [],
  };
}
