import { parseJsonPointer } from './json-pointer.ts';
import {
  type Given,
  readBoolean,
  readChoice,
  readEntries,
  readFields,
  readInteger,
  readList,
  readString,
  readStringList,
  refuse,
} from './parse-given.ts';
import { readHeaderName } from './parse-header-name.ts';
import { readOptionalHostName, readRoutePattern } from './parse-route-pattern.ts';
import type { Placed } from './parse-routes.ts';
import { readText } from './parse-text.ts';
import type {
  ValuePlace,
  Webhook,
  WebhookLimits,
  WebhookOrder,
  WebhookProvider,
  WebhookSignature,
} from './webhook.ts';
import { usualBodyBytes, webhookProviders } from './webhook-providers.ts';

const mostWebhooks = 1_000;
const mostProviders = 100;
const gibibyte = 1_073_741_824;
const readMethods: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];
const header = { example: 'x-signature', refused: {} };

/** Rules for routes that other systems call, each with its place in the input. */
export function readWebhooks(given: Given, givenProviders: Given): readonly Placed<Webhook>[] {
  const providers = readProviders(givenProviders);
  const items = readList(given, { of: 'webhooks', most: mostWebhooks }) ?? [];
  return items.flatMap((item) => {
    const webhook = readWebhook(item, providers);
    return webhook === null ? [] : [{ given: item, value: webhook }];
  });
}

function readWebhook(given: Given, providers: ReadonlyMap<string, WebhookProvider>): Webhook | null {
  if (typeof given.value === 'string') {
    refuse(given, 'an object such as { "match": "POST /webhooks/stripe", "provider": "stripe" }');
    return null;
  }
  const fields = readFields(given, [
    'match',
    'host',
    'provider',
    'during',
    'secretFrom',
    'order',
    'whenFailed',
    'deduplicate',
    'acknowledge',
    'signAgain',
    'testRun',
    'attempts',
    'limits',
    'why',
  ]);
  const pattern = readRoutePattern(fields.match, readOptionalHostName(fields.host));
  const name = readChoice(fields.provider, choicesOf(providers), 'generic');
  const provider = providers.get(name) ?? unknownProvider;
  const secretFrom = readSecretNames(fields.secretFrom);
  const { problems } = given;
  if (
    pattern !== null &&
    (pattern.methods === null || pattern.methods.some((one) => readMethods.includes(one)))
  )
    problems.add(
      fields.match.path,
      `expected methods that write, such as "POST ${pattern.glob}", got ${pattern.methods === null ? 'every method' : `"${pattern.source}"`}. A page asked for is no webhook`,
    );
  const signature = secretFrom.length === 0 ? null : provider.signature;
  if (secretFrom.length > 0 && provider.signature === null)
    problems.add(
      fields.secretFrom.path,
      `nothing is known of how ${name} signs. Name the provider, or describe its signature in webhookProviders`,
    );
  const during = readChoice(fields.during, ['hold', 'refuse', 'allow'], provider.during);
  if (during === 'refuse' && provider.retriesForHours === 0)
    problems.warn(given.path, `${name} never sends again: what is refused here is lost`);
  if (during === 'hold' && secretFrom.length === 0)
    problems.warn(given.path, 'without secretFrom anybody can have requests held here, and delivered later');
  const order = fields.order.value === undefined ? provider.order : readOrder(fields.order);
  const testRun = fields.testRun.value === undefined ? null : readPlace(fields.testRun);
  if (testRun !== null && secretFrom.length === 0)
    problems.add(
      fields.testRun.path,
      'expected secretFrom beside it, got none. Only what is verified to come from the provider is delivered during a window',
    );
  const whenFailed =
    fields.whenFailed.value === undefined
      ? null
      : readChoice(fields.whenFailed, ['wait', 'continue'], 'wait');
  // Anybody's must not hold up everybody's.
  const isEverybodys = order === 'route' || secretFrom.length === 0;
  const rest: Omit<Webhook, 'pattern'> = {
    provider: name,
    during,
    secretFrom,
    signature,
    signAgain: readBoolean(fields.signAgain, true),
    delivery: readBoolean(fields.deduplicate, provider.delivery !== null) ? provider.delivery : null,
    isDeliveryUnique: provider.isDeliveryUnique,
    handshake: provider.handshake,
    order,
    whenFailed: whenFailed ?? (isEverybodys ? 'continue' : 'wait'),
    whenFailedWithoutKey: whenFailed ?? 'continue',
    acknowledge: readInteger(fields.acknowledge, { fallback: provider.acknowledge, least: 200, most: 299 }),
    testRun,
    attempts: readInteger(fields.attempts, { fallback: 10, least: 1, most: 100 }),
    limits: readLimits(fields.limits, provider),
    why: fields.why.value === undefined ? '' : readText(fields.why, { longest: 500, lines: false }),
  };
  return pattern === null ? null : { pattern, ...rest };
}

/** A wrong name is among the problems already. */
const unknownProvider: WebhookProvider = {
  during: 'hold',
  retriesForHours: null,
  bodyBytes: usualBodyBytes,
  acknowledge: 202,
  signature: null,
  delivery: null,
  isDeliveryUnique: false,
  handshake: null,
  order: 'route',
};

function choicesOf(providers: ReadonlyMap<string, unknown>): readonly [string, ...string[]] {
  return ['generic', ...[...providers.keys()].filter((name) => name !== 'generic')];
}

function readSecretNames(given: Given): readonly string[] {
  const rules = {
    expected: 'the name of an environment variable such as "STRIPE_WEBHOOK_SECRET"',
    longest: 100,
    // What was given may be the secret itself.
    secret: true,
    problemOf: (name: string) =>
      /^[A-Z_][A-Z\d_]*$/.test(name) ? null : 'The secret itself does not belong into the policy.',
  };
  if (given.value === undefined) return [];
  if (typeof given.value === 'string') return [readString(given, rules)];
  return readStringList(given, { of: 'names of environment variables', most: 3, fewest: 1 }, rules) ?? [];
}

function readOrder(given: Given): WebhookOrder {
  if (typeof given.value === 'string') return readChoice<'route' | 'none'>(given, ['route', 'none']);
  return readPlace(given) ?? 'route';
}

function readPlace(given: Given): ValuePlace | null {
  const fields = readFields(given, ['header', 'pointer', 'form']);
  const { header: inHeader, pointer, form } = fields;
  const named = [inHeader, pointer, form].filter(({ value }) => value !== undefined);
  if (named.length !== 1) {
    given.problems.add(
      given.path,
      `expected one of { "header": "x-customer" }, { "pointer": "/customer/id" } and { "form": "customer_id" }, got ${named.length === 0 ? 'none' : 'several'}. A pointer leads into a JSON body, a form's field has a name`,
    );
    return null;
  }
  if (inHeader.value !== undefined) return { header: readHeaderName(inHeader, header) };
  if (form.value !== undefined)
    return { form: readString(form, { expected: 'the name of a form field such as "id"', longest: 200 }) };
  return {
    pointer: readString(pointer, {
      expected: 'a JSON pointer such as "/customer/id"',
      longest: 500,
      problemOf: (text) =>
        text !== '' && parseJsonPointer(text) !== null ? null : 'It begins with a slash, as RFC 6901 says.',
    }),
  };
}

function readLimits(given: Given, { bodyBytes }: Pick<WebhookProvider, 'bodyBytes'>): WebhookLimits {
  const fields = readFields(given, ['bodyBytes', 'held', 'heldBytes', 'ageHours', 'whenOld']);
  return {
    bodyBytes: readBodyBytes(fields.bodyBytes, bodyBytes),
    held: readInteger(fields.held, { fallback: 1_000_000, least: 1, most: 100_000_000 }),
    heldBytes: readInteger(fields.heldBytes, {
      fallback: 2 * gibibyte,
      least: 1_048_576,
      most: 1_024 * gibibyte,
    }),
    ageHours: readInteger(fields.ageHours, { fallback: 168, least: 1, most: 8_760 }),
    whenOld: readChoice(fields.whenOld, ['ask', 'deliver'], 'ask'),
  };
}

function readBodyBytes(given: Given, fallback: number): number {
  return readInteger(given, { fallback, least: 1_024, most: 52_428_800 });
}

function readProviders(given: Given): ReadonlyMap<string, WebhookProvider> {
  const providers = new Map(Object.entries(webhookProviders));
  const entries = readEntries(given, 'billing');
  if (entries.length > mostProviders)
    given.problems.add(given.path, `expected at most ${mostProviders} providers, got ${entries.length}`);
  for (const [name, item] of entries) {
    if (!/^[a-z][a-z0-9-]{0,39}$/.test(name))
      item.problems.add(item.path, 'expected a name of lower-case letters, digits and hyphens');
    else if (Object.hasOwn(webhookProviders, name))
      item.problems.add(item.path, `${name} is known already. Choose another name`);
    else providers.set(name, readProvider(item));
  }
  return providers;
}

function readProvider(given: Given): WebhookProvider {
  const fields = readFields(given, [
    'during',
    'retriesForHours',
    'bodyBytes',
    'acknowledge',
    'signature',
    'delivery',
    'isDeliveryUnique',
    'order',
  ]);
  const signature = fields.signature.value === undefined ? null : readSignature(fields.signature);
  const delivery = fields.delivery.value === undefined ? null : readPlace(fields.delivery);
  const isSignedId = delivery !== null && 'header' in delivery && delivery.header === signature?.id?.header;
  const hours = fields.retriesForHours;
  return {
    during: readChoice(fields.during, ['hold', 'refuse', 'allow'], 'hold'),
    retriesForHours:
      hours.value === undefined ? null : readInteger(hours, { fallback: 0, least: 0, most: 8_760 }),
    bodyBytes: readBodyBytes(fields.bodyBytes, usualBodyBytes),
    acknowledge: readInteger(fields.acknowledge, { fallback: 202, least: 200, most: 299 }),
    signature,
    delivery,
    // Another one may be the number of an object, which comes again with each of its changes.
    isDeliveryUnique: readBoolean(fields.isDeliveryUnique, isSignedId),
    handshake: null,
    order: fields.order.value === undefined ? 'route' : readOrder(fields.order),
  };
}

function readSignature(given: Given): WebhookSignature {
  const fields = readFields(given, [
    'header',
    'scheme',
    'prefix',
    'list',
    'encoding',
    'signed',
    'timestamp',
    'id',
    'toleranceSeconds',
    'secret',
  ]);
  const list = fields.list.value === undefined ? null : readSignatureList(fields.list);
  const signed = readString(fields.signed, {
    expected: 'what is signed, such as "{timestamp}.{body}"',
    longest: 200,
    fallback: '{body}',
    problemOf: signedProblem,
  });
  const timestamp = fields.timestamp.value === undefined ? null : readTimestamp(fields.timestamp);
  const id = fields.id.value === undefined ? null : readFields(fields.id, ['header']).header;
  for (const [name, place] of [
    ['timestamp', timestamp],
    ['id', id],
  ] as const) {
    if (signed.includes(`{${name}}`) !== (place !== null))
      given.problems.add(
        given.path,
        `expected ${name} and {${name}} in signed together: what is signed must be found, and what is found must be signed`,
      );
  }
  const scheme = readChoice(
    fields.scheme,
    ['hmac-sha256', 'hmac-sha1', 'hmac-sha512', 'token'],
    'hmac-sha256',
  );
  const besideToken = (['list', 'encoding', 'signed', 'timestamp', 'id', 'secret'] as const).find(
    (name) => fields[name].value !== undefined,
  );
  if (scheme === 'token' && besideToken !== undefined)
    given.problems.add(
      fields[besideToken].path,
      'expected nothing here with the scheme token: nothing is signed, the header is the secret. Leave it out',
    );
  if (timestamp !== null && 'name' in timestamp && list === null)
    given.problems.add(fields.timestamp.path, 'a name in a list needs list. Set it, or name a header');
  return {
    header: readHeaderName(fields.header, header),
    scheme,
    prefix: readString(fields.prefix, { expected: 'a prefix such as "sha256="', longest: 50, fallback: '' }),
    list,
    encoding: readChoice(fields.encoding, ['hex', 'base64'], 'hex'),
    signed,
    timestamp,
    id: id === null ? null : { header: readHeaderName(id, header) },
    toleranceSeconds: readInteger(fields.toleranceSeconds, { fallback: 300, least: 10, most: 86_400 }),
    secret: readChoice(fields.secret, ['text', 'standard'], 'text'),
  };
}

function signedProblem(signed: string): string | null {
  const filledIn: readonly string[] = signed.match(/\{[^{}]*\}/g) ?? [];
  if (filledIn.some((one) => !signedParts.includes(one)) || /[{}]/.test(signed.replace(/\{[^{}]*\}/g, '')))
    return 'Only {timestamp}, {id}, {method}, {url} and {body} are filled in.';
  if (!filledIn.includes('{body}') || new Set(filledIn).size < filledIn.length)
    return 'It has {body} once, and nothing twice.';
  // Where one ends and the next begins would be for whoever sends it to choose: a time alone is known by how late it is.
  const behind = filledIn.slice(filledIn.indexOf('{body}') + 1);
  return behind.every((one) => one === '{timestamp}') ? null : 'Behind {body} only {timestamp} may stand.';
}

const signedParts: readonly string[] = ['{timestamp}', '{id}', '{method}', '{url}', '{body}'];

function readSignatureList(given: Given): NonNullable<WebhookSignature['list']> {
  const fields = readFields(given, ['separator', 'assign', 'name']);
  return {
    separator: readChoice(fields.separator, [',', ';', ' ']),
    assign: readChoice(fields.assign, ['=', ',']),
    name: readString(fields.name, { expected: 'the name of a signature such as "v1"', longest: 20 }),
  };
}

function readTimestamp(given: Given): NonNullable<WebhookSignature['timestamp']> {
  const fields = readFields(given, ['header', 'name', 'unit']);
  if (fields.header.value !== undefined && fields.name.value !== undefined)
    given.problems.add(given.path, 'expected either a header or a name in the list, got both. Remove one');
  const unit = readChoice(fields.unit, ['seconds', 'milliseconds'], 'seconds');
  return fields.name.value === undefined
    ? { header: readHeaderName(fields.header, header), unit }
    : { name: readString(fields.name, { expected: 'the name of the time such as "t"', longest: 20 }), unit };
}
