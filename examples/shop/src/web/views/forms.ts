import { attributes, type Html, html, type Renderable } from '../html.ts';
import type { Visit } from '../visit.ts';

export interface WriteFormOptions {
  readonly action: string;
  /** What the button says; null when `fields` bring their own buttons. */
  readonly submit: string | null;
  /** Tells the forms of one page apart. */
  readonly name: string;
  readonly fields?: Renderable;
  /** Signing in and out stays possible while everything else is paused. @default false */
  readonly signIn?: boolean;
  /** For small forms in tables and footers: the button is secondary. @default false */
  readonly quiet?: boolean;
  /** For forms that stand on every page, or many times on one: a few words instead of the sentence. @default false */
  readonly brief?: boolean;
  /** @default false */
  readonly upload?: boolean;
  /** Where drafts of this form are kept while it is typed. */
  readonly autosave?: string;
  /** For inputs elsewhere on the page that name their form. */
  readonly id?: string;
}

/** Every form that changes something is made here, so that none stays enabled while the gate refuses writes. */
export function writeForm(visit: Pick<Visit, 'pause'>, options: WriteFormOptions): Html {
  const {
    action,
    submit,
    name,
    fields,
    signIn = false,
    quiet = false,
    brief = false,
    upload = false,
  } = options;
  const pause = signIn ? null : visit.pause;
  const reasonId = `${name}-paused`;
  return html`<form method="post" action="${action}" class="write ${quiet ? 'quiet' : ''}"${attributes({
    id: options.id ?? null,
    enctype: upload ? 'multipart/form-data' : null,
    'data-autosave': pause === null ? (options.autosave ?? null) : null,
  })}>
<fieldset${attributes({ disabled: pause !== null, 'aria-describedby': pause === null ? null : reasonId })}>
${fields}
${submit !== null && html`<button type="submit">${submit}</button>`}
</fieldset>
${pause !== null && html`<p class="paused" id="${reasonId}"${attributes({ title: brief ? pause : null })}>${brief ? 'Paused for maintenance' : pause}</p>`}
</form>`;
}

export interface FieldOptions {
  readonly name: string;
  readonly label: string;
  /** @default 'text' */
  readonly type?: 'text' | 'email' | 'password' | 'number' | 'tel' | 'file';
  readonly value?: string | number;
  readonly hint?: string;
  readonly autocomplete?: string;
  readonly inputmode?: 'numeric' | 'decimal';
  readonly minimum?: number;
  readonly maximum?: number;
  readonly accept?: string;
  readonly optional?: boolean;
  readonly idPrefix?: string;
  readonly rows?: number;
}

export function field(options: FieldOptions): Html {
  const {
    name,
    label,
    type = 'text',
    value = '',
    hint,
    optional = false,
    idPrefix = 'field',
    rows,
  } = options;
  const id = `${idPrefix}-${name}`;
  const shared = {
    id,
    name,
    required: !optional,
    autocomplete: options.autocomplete ?? null,
    'aria-describedby': hint === undefined ? null : `${id}-hint`,
  };
  const control =
    rows === undefined
      ? html`<input${attributes({
          ...shared,
          type,
          value: type === 'password' || type === 'file' ? null : value,
          inputmode: options.inputmode ?? null,
          min: options.minimum ?? null,
          max: options.maximum ?? null,
          accept: options.accept ?? null,
        })}>`
      : html`<textarea${attributes({ ...shared, rows })}>${value}</textarea>`;
  return html`<div class="field"><label for="${id}">${label}${optional && html` <span class="muted">(optional)</span>`}</label>
${control}${hint !== undefined && html`<p class="hint" id="${id}-hint">${hint}</p>`}</div>`;
}

export interface SelectOptions<Value extends string> {
  readonly name: string;
  readonly label: string;
  readonly choices: readonly { readonly value: Value; readonly text: string }[];
  readonly value: Value;
  readonly idPrefix?: string;
  /** Where a table's column already names it. @default false */
  readonly unseenLabel?: boolean;
}

export function select<Value extends string>(options: SelectOptions<Value>): Html {
  const { name, label, choices, value, idPrefix = 'field', unseenLabel = false } = options;
  const id = `${idPrefix}-${name}`;
  return html`<div class="field"><label for="${id}"${attributes({ class: unseenLabel ? 'unseen' : null })}>${label}</label>
<select${attributes({ id, name })}>${choices.map(
    (choice) =>
      html`<option${attributes({ value: choice.value, selected: choice.value === value })}>${choice.text}</option>`,
  )}</select></div>`;
}

export function checkbox(name: string, label: string, checked: boolean): Html {
  return html`<label class="check"><input${attributes({ type: 'checkbox', name, value: 'yes', checked })}> ${label}</label>`;
}

export function hidden(name: string, value: string | number): Html {
  return html`<input${attributes({ type: 'hidden', name, value })}>`;
}
