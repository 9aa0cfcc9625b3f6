/** One Content-Type value. */
export interface ContentType {
  /** `type/subtype` in lower case. */
  readonly type: string;
  /** Names in lower case, values as they came, without quotes. */
  readonly parameters: ReadonlyMap<string, string>;
  /** In lower case; null when none was given. */
  readonly charset: string | null;
}

/** Longer ones come from no client, and nginx would not take the whole line of 8 KB either. */
const longestValue = 512;

const mediaType = /([!#$%&'*+.^_`|~0-9A-Za-z-]+\/[!#$%&'*+.^_`|~0-9A-Za-z-]+)/y;

/** A parameter that may be left out after its semicolon, or only be a word. */
const parameter =
  /[ \t]*;[ \t]*(?:([!#$%&'+.^_`|~0-9A-Za-z-]+)(=(?:([!#$%&'*+.^_`|~0-9A-Za-z-]+)|"([\t !#-[\]-~]*)"))?)?/y;

/** Whoever makes something of these without a value would find another body. */
const needsValue: ReadonlySet<string> = new Set(['boundary', 'charset']);

/**
 * Parses a Content-Type as RFC 9110, 8.3.1 writes it; null for anything else. Refused beyond that because
 * servers disagree on them: a parameter given twice, backslashes and bytes above ASCII in quotes, and the
 * `name*` of RFC 2231. A word alone is passed over, as everywhere: `application/json; utf-8` is what much copied Java sends.
 */
export function parseContentType(value: string): ContentType | null {
  if (value.length > longestValue) return null;
  mediaType.lastIndex = 0;
  const type = mediaType.exec(value)?.[1]?.toLowerCase();
  if (type === undefined) return null;
  const parameters = new Map<string, string>();
  for (let index = type.length; index < value.length; index = parameter.lastIndex) {
    parameter.lastIndex = index;
    const match = parameter.exec(value);
    if (match === null) return null;
    const name = match[1]?.toLowerCase();
    if (name === undefined) continue;
    if (match[2] === undefined) {
      if (needsValue.has(name)) return null;
      continue;
    }
    if (parameters.has(name)) return null;
    parameters.set(name, match[3] ?? match[4] ?? '');
  }
  return { type, parameters, charset: parameters.get('charset')?.toLowerCase() ?? null };
}

/**
 * Whether its text is UTF-8, said or by default. Every other charset hides what is sent from whoever does
 * not know it (`charset=ibm037` is the classic way round a filter).
 */
export function isReadableText(contentType: ContentType): boolean {
  return contentType.charset === null || contentType.charset === 'utf-8' || contentType.charset === 'utf8';
}

/** In which a byte below 128 is the character that it is in ASCII, whatever stands before it. */
const extendingAscii = /^(?:(?:us-)?ascii|utf-?8|latin1|iso-8859-(?:[1-9]|1[03-6])|windows-125\d|koi8-[ru])$/;

/** Whether text of nothing but ASCII bytes is read alike under its charset; older clients say theirs from habit. */
export function isReadableAscii(contentType: ContentType): boolean {
  return contentType.charset === null || extendsAscii(contentType.charset);
}

export function extendsAscii(charset: string): boolean {
  return extendingAscii.test(charset.toLowerCase());
}

/** The other types of JSON-RPC over HTTP: Zabbix documents the first. */
export function isJsonRpcType(contentType: ContentType): boolean {
  return contentType.type === 'application/json-rpc' || contentType.type === 'application/jsonrequest';
}

/** `application/json`, `text/json`, `application/problem+json`. */
export function isJsonType(contentType: ContentType): boolean {
  return /[/+]json$/.test(contentType.type);
}

/** Whether a Content-Type names what is only ever a file, and nothing that some framework would take apart. */
export function isFileType(value: string): boolean {
  return fileType.test(value) && !namesFields.test(value);
}

const fileType = /^(?:application\/octet-stream|(?:audio|font|image|video)\/[\w.+-]+)[ \t]*(?:;|$)/i;

/** Messages of bytes, whose first ones may look like the start of anything. */
export function isBinaryMessage({ type }: ContentType): boolean {
  return binaryMessage.test(type);
}

const binaryMessage =
  /^application\/(?!grpc)(?:[\w.+-]*[.+-])?(?:avro|bson|cbor|msgpack|proto|protobuf|thrift)$/;

/** Laravel looks for `/json` and `+json` in the whole value, others for the names of forms. */
export const namesFields: RegExp = /json|urlencoded|form-data|multipart/i;

/**
 * Whether some server takes it for another kind of fields than its type says. Laravel and CodeIgniter find JSON anywhere
 * in the value, formidable looks for `urlencoded` in all of it before anything else, and Catalyst takes the first type
 * that it knows, such as in a parameter of a vendor's JSON. In a boundary `json` is nothing: what follows is no JSON.
 */
export function namesOtherFields({ type }: ContentType, value: string): boolean {
  if (type.startsWith('multipart/')) return /urlencoded/i.test(value);
  if (type.includes('urlencoded')) return /json|form-data|multipart/i.test(value);
  if (type.includes('json')) return /urlencoded|form-data|multipart/i.test(value);
  return namesFields.test(value);
}
