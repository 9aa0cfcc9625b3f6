/**
 * The fields of an `application/x-www-form-urlencoded` body, when a browser that posts them again would send
 * the very same bytes; null otherwise. The confirmation page repeats the form with them.
 */
export function formFields(body: Uint8Array, contentType: string | null): readonly [string, string][] | null {
  if (
    contentType === null ||
    !/^application\/x-www-form-urlencoded\s*(?:;\s*charset=utf-8\s*)?$/i.test(contentType)
  ) {
    return null;
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    return null;
  }
  const parameters = new URLSearchParams(text);
  if (parameters.toString() !== text) return null;
  const fields = [...parameters];
  // Browsers turn lone line feeds in hidden inputs into CRLF when they submit.
  return fields.some(([name, value]) => /(?<!\r)\n|\r(?!\n)/.test(name + value)) ? null : fields;
}
