import { isAscii } from '../../foldings.ts';
import {
  type ContentType,
  isReadableAscii,
  isReadableText,
  namesOtherFields,
  parseContentType,
} from '../content-type.ts';
import { type FormParameters, parseFormParameters, parseFormText } from '../form-parameters.ts';
import { boundaryOf, parseMultipart, textOf } from '../multipart.ts';
import { decodeBytewise, isAsciiBytes, isPlainCoding, type Unreadable } from '../unreadable.ts';
import type { CallInput } from './call-reading.ts';

export interface FormField {
  readonly name: string;
  /** Null for a file, and for bytes that are no UTF-8, or may be none. */
  readonly value: string | null;
  readonly isFile: boolean;
}

/** As much of a request as says what form it has. */
type FormInput = Pick<CallInput, 'contentType' | 'contentEncoding' | 'body'>;

type FormFields = { readonly fields: readonly FormField[] } | Unreadable;

const noFields: FormFields = Object.freeze({ fields: Object.freeze([]) });

/** The fields of a body that is a form; a problem when it is anything else. No body has none. */
export function fieldsInBody(input: FormInput): FormFields {
  if (input.body.length === 0) return noFields;
  const contentType = input.contentType === null ? null : parseContentType(input.contentType);
  if (contentType !== null && isReadableText(contentType)) return fieldsInForm(input, contentType);
  // Older clients say a charset from habit: what is ASCII, before and after its escapes, is the same in all of them.
  if (contentType === null || !isReadableAscii(contentType) || !isAsciiBytes(input.body)) {
    return { problem: 'a body that is no form in UTF-8' };
  }
  const form = fieldsInForm(input, contentType);
  if ('problem' in form) return form;
  return form.fields.every(({ name }) => isAscii(name))
    ? { fields: form.fields.map(withoutForeignValue) }
    : { problem: 'a form with a name in another charset' };
}

function withoutForeignValue(field: FormField): FormField {
  return field.value === null || isAscii(field.value) ? field : { ...field, value: null };
}

function fieldsInForm({ contentType, contentEncoding, body }: FormInput, parsed: ContentType): FormFields {
  if (!isPlainCoding(contentEncoding)) return { problem: 'a body in a coding' };
  if (contentType !== null && namesOtherFields(parsed, contentType)) {
    return { problem: 'a Content-Type that frameworks read differently' };
  }
  if (parsed.type === 'application/x-www-form-urlencoded') {
    const form = parseFormParameters(body);
    return 'problem' in form ? form : withoutSemicolons(form.parameters, decodeBytewise(body));
  }
  const boundary = parsed.type === 'multipart/form-data' ? boundaryOf(parsed) : null;
  if (boundary === null) return { problem: 'a body that is no form in UTF-8' };
  const form = parseMultipart(body, boundary);
  if ('problem' in form) return form;
  if (form.parts.some(({ name, hasExtendedFilename }) => hasExtendedFilename || name.includes('%'))) {
    return { problem: 'a multipart part that servers read differently' };
  }
  return {
    fields: form.parts.map((part) => ({
      name: part.name,
      value: part.filename === null ? textOf(part) : null,
      isFile: part.filename !== null,
    })),
  };
}

/** The fields of a query without its `?`. */
export function fieldsInText(text: string): FormFields {
  const form = parseFormText(text);
  return 'problem' in form ? form : withoutSemicolons(form.parameters, text);
}

/** No browser sends a bare one in a form, and for some servers it starts another parameter. */
function withoutSemicolons(parameters: FormParameters, text: string): FormFields {
  if (text.includes(';')) return { problem: 'a form with a bare semicolon' };
  return { fields: parameters.map(([name, value]) => ({ name, value, isFile: false })) };
}
