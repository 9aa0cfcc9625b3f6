import { isReadableText, namesOtherFields, parseContentType } from '../content-type.ts';
import { type FormParameters, parseFormParameters, parseFormText } from '../form-parameters.ts';
import { boundaryOf, parseMultipart } from '../multipart.ts';
import { decodeBytewise, decodeUtf8, isPlainCoding, type Unreadable } from '../unreadable.ts';
import type { CallInput } from './call-reading.ts';

export interface FormField {
  readonly name: string;
  /** Null for a file, and for bytes that are no UTF-8. */
  readonly value: string | null;
  readonly isFile: boolean;
}

type FormFields = { readonly fields: readonly FormField[] } | Unreadable;

const noFields: FormFields = Object.freeze({ fields: Object.freeze([]) });

/** The fields of a body that is a form; a problem when it is anything else. No body has none. */
export function fieldsInBody({ contentType, contentEncoding, body }: CallInput): FormFields {
  if (body.length === 0) return noFields;
  if (!isPlainCoding(contentEncoding)) return { problem: 'a body in a coding' };
  const parsed = contentType === null ? null : parseContentType(contentType);
  if (parsed === null || !isReadableText(parsed)) return { problem: 'a body that is no form in UTF-8' };
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
    fields: form.parts.map(({ name, filename, bytes }) => ({
      name,
      value: filename === null ? decodeUtf8(bytes) : null,
      isFile: filename !== null,
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
