const MARKUP = Symbol('markup');

/** Markup that is safe to send: made by `html`, with everything put into it escaped. */
export interface Html {
  readonly [MARKUP]: string;
}

export type Renderable = Html | string | number | null | undefined | false | readonly Renderable[];

export function html(strings: TemplateStringsArray, ...values: readonly Renderable[]): Html {
  const pieces = strings.map((text, index) => text + render(values[index]));
  return { [MARKUP]: pieces.join('') };
}

export function toMarkup(page: Html): string {
  return page[MARKUP];
}

/** `attribute({ disabled: true, value: 'x' })` → ` disabled value="x"`; false and null leave the attribute out. */
export function attributes(values: Readonly<Record<string, string | number | boolean | null>>): Html {
  const pieces = Object.entries(values).map(([name, value]) => {
    if (value === null || value === false) {
      return '';
    }
    return value === true ? ` ${name}` : ` ${name}="${escapeMarkup(String(value))}"`;
  });
  return { [MARKUP]: pieces.join('') };
}

function render(value: Renderable): string {
  if (value === null || value === undefined || value === false) {
    return '';
  }
  if (typeof value === 'string' || typeof value === 'number') {
    return escapeMarkup(String(value));
  }
  return MARKUP in value ? value[MARKUP] : value.map(render).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeMarkup(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
