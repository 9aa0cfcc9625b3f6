/** A template with anything where a name in braces stands, as a type. */
export type FilledText<Template extends string> = Template extends `${infer Before}{${string}}${infer After}`
  ? `${Before}${string}${FilledText<After>}`
  : Template;

/** What a text was made of: the code of its template, and what stands where the template has names in braces. */
export interface CodedText<Code extends string> {
  readonly code: Code;
  readonly values: Readonly<Record<string, string>>;
}

/** Finds the template that a text was made from; null when there is none. Templates without names come first. */
export function createTextReader<Code extends string>(
  templates: Readonly<Record<Code, string>>,
): (text: string) => CodedText<Code> | null {
  const codes = Object.keys(templates) as Code[];
  const plain = new Map(codes.map((code): [string, Code] => [templates[code], code]));
  const filled = codes
    .filter((code) => templates[code].includes('{'))
    .map((code) => ({ code, ...shapeOf(templates[code]) }));
  return (text) => {
    const code = plain.get(text);
    if (code !== undefined) return { code, values: {} };
    for (const { code, names, shape } of filled) {
      const found = shape.exec(text);
      if (found === null) continue;
      return { code, values: Object.fromEntries(names.map((name, at) => [name, found[at + 1] ?? ''])) };
    }
    return null;
  };
}

/** The template with its values in it; a name without one stays as it is. */
export function fillText(template: string, values: Readonly<Record<string, string>>): string {
  return template.replaceAll(named, (whole, name: string) =>
    Object.hasOwn(values, name) ? (values[name] ?? whole) : whole,
  );
}

const named = /\{(\w+)\}/g;

function shapeOf(template: string): { readonly names: readonly string[]; readonly shape: RegExp } {
  const names = [...template.matchAll(named)].map(([, name = '']) => name);
  const parts = template.split(/\{\w+\}/).map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
  return { names, shape: new RegExp(`^${parts.join('(.+?)')}$`, 's') };
}
