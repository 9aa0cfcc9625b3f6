import type { SignInTrial } from '@portcullis/gate';
import type { SignInTrialConfig } from '../../config/sign-in-trial-config.ts';
import { findFillableForm } from '../../switching/sign-in-form.ts';
import { readRefusal } from './read-refusal.ts';
import {
  pathOf,
  type TrialAnswer,
  type TrialRequest,
  type TrialVisit,
  UnreachableError,
} from './trial-visit.ts';

export interface SignInTrialOptions {
  readonly config: SignInTrialConfig;
  /** A new visit, without any cookie. */
  readonly visit: () => TrialVisit;
  /** Whether the page that proves it is looked at without having signed in, too: it must not be there then. */
  readonly checksPage: boolean;
}

/** What was answered, and not as to somebody who signs in. */
class RefusedError extends Error {
  override readonly name = 'RefusedError';
}

/** Signs in, reads what only those may who have, and signs out again. Never rejects, and never tells the password. */
export async function runSignInTrial({
  config,
  visit,
  checksPage,
}: SignInTrialOptions): Promise<SignInTrial> {
  try {
    if (checksPage) await requireProof(config, visit());
    const visitor = visit();
    try {
      await signIn(config, visitor);
      await readPage(config, visitor);
    } finally {
      await signOut(config, visitor);
    }
    return { outcome: 'works', detail: null };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return {
      outcome: error instanceof UnreachableError ? 'unreachable' : 'fails',
      detail: without(config.password, text),
    };
  }
}

/** An application may write into an address or a header what it was sent, as addresses and forms have it. */
function without(password: string, text: string): string {
  const written = [
    password,
    encodeURIComponent(password),
    encodeURI(password),
    new URLSearchParams({ '': password }).toString().slice(1),
    new URL(`http://site.invalid/${password}`).pathname.slice(1),
  ];
  return written.filter((one) => one !== '').reduce((left, one) => left.replaceAll(one, '…'), text);
}

/** A page that everybody sees proves nothing. */
async function requireProof(config: SignInTrialConfig, visitor: TrialVisit): Promise<void> {
  const { read } = config;
  const answer = await visitor.ask({ method: 'GET', target: read });
  if (whyNotRead(config, answer) === null) {
    throw new RefusedError(
      `GET ${pathOf(read)} answers ${answer.status} without signing in, too, so it proves nothing. Name a page that only those see who have, or a text that it has for them alone: stillness.signIn.read, stillness.signIn.contains`,
    );
  }
}

async function signIn(config: SignInTrialConfig, visitor: TrialVisit): Promise<void> {
  const request = await fillIn(config, visitor);
  const answer = await visitor.ask(request);
  const asked = `${request.method} ${pathOf(request.target)}`;
  const { status, leavesFor } = answer;
  if (leavesFor !== null) {
    throw new RefusedError(`${asked} sends on to ${leavesFor}, which is not tried`);
  }
  if (status >= 400)
    throw new RefusedError(`${asked} answers ${status}${aboutRefusal(answer)}${about(config, status)}`);
  if (config.way.kind === 'form' && findFillableForm(answer.text, answer.path) !== null) {
    throw new RefusedError(`${asked} answers with the form again${about(config, 401)}`);
  }
  if (!visitor.hasCookies()) {
    throw new RefusedError(`${asked} answers ${status} and sets no cookie${about(config, 401)}`);
  }
}

/** What a browser sends once the form is filled in. */
async function fillIn(
  { way, user, password }: SignInTrialConfig,
  visitor: TrialVisit,
): Promise<TrialRequest> {
  if (way.kind === 'endpoint') {
    const values = { ...way.fields, [way.userField]: user, [way.passwordField]: password };
    return {
      method: 'POST',
      target: way.target,
      body: way.format === 'json' ? asJson(values) : asForm(values),
    };
  }
  const { page } = way;
  const answer = await visitor.ask({ method: 'GET', target: page });
  if (answer.status !== 200) {
    throw new RefusedError(`GET ${page} answers ${answer.status}${aboutRefusal(answer)}`);
  }
  const form = findFillableForm(answer.text, answer.path);
  if (form === null) {
    throw new RefusedError(
      `GET ${page} has no form with a password. Where scripts make it, name what it is sent to: stillness.signIn.endpoint`,
    );
  }
  if (form.method !== 'POST') {
    throw new RefusedError(
      `the form of ${page} is sent by ${form.method}, which would write the password into addresses`,
    );
  }
  const userField = way.userField ?? form.userField;
  if (userField === null) {
    throw new RefusedError(
      `the form of ${page} has no field before its password. Name it: stillness.signIn.userField`,
    );
  }
  const values = {
    ...Object.fromEntries(form.fields.map(({ name, value }) => [name, value])),
    ...way.fields,
    [userField]: user,
    [way.passwordField ?? form.passwordField]: password,
  };
  return { method: 'POST', target: form.target, body: asForm(values) };
}

async function readPage(config: SignInTrialConfig, visitor: TrialVisit): Promise<void> {
  const answer = await visitor.ask({ method: 'GET', target: config.read });
  const why = whyNotRead(config, answer);
  if (why !== null) throw new RefusedError(`after signing in, ${why}`);
}

/** Null = it was read as by somebody who is signed in. */
function whyNotRead({ read, contains }: SignInTrialConfig, answer: TrialAnswer): string | null {
  const { status, path, text, leavesFor } = answer;
  const asked = `GET ${pathOf(read)}`;
  if (leavesFor !== null) return `${asked} sends on to ${leavesFor}`;
  if (status < 200 || status > 299) return `${asked} answers ${status}${aboutRefusal(answer)}`;
  if (!isSamePage(path, pathOf(read))) {
    return `${asked} leads to ${path}. If that is not where people sign in, name it as stillness.signIn.read`;
  }
  return contains === null || text.includes(contains)
    ? null
    : `${asked} answers without ${JSON.stringify(contains)}`;
}

/** With a slash more, or the language before it. */
function isSamePage(path: string, asked: string): boolean {
  const plain = (one: string) => one.replace(/\/$/, '');
  return plain(asked) === '' ? path === asked : plain(path).endsWith(plain(asked));
}

/** No session is left where it can be ended; what comes of it says nothing of signing in. */
async function signOut({ signOut: asked }: SignInTrialConfig, visitor: TrialVisit): Promise<void> {
  if (asked === null || !visitor.hasCookies()) return;
  await visitor.ask(asked).catch(() => undefined);
}

function aboutRefusal({ text }: TrialAnswer): string {
  const refusal = readRefusal(text);
  if (refusal === null) return '';
  return refusal.table === null
    ? ', since the guard refused a write'
    : `, since the guard refused a write to ${refusal.table}`;
}

/** How a wrong password is answered. */
function about({ user }: SignInTrialConfig, status: number): string {
  if (![400, 401, 403, 404, 422].includes(status)) return '';
  return `: are ${user} of stillness.signIn.user and its password right?`;
}

function asForm(values: Readonly<Record<string, string>>): TrialRequest['body'] & {} {
  return { type: 'application/x-www-form-urlencoded', text: new URLSearchParams(values).toString() };
}

function asJson(values: Readonly<Record<string, string>>): TrialRequest['body'] & {} {
  return { type: 'application/json', text: JSON.stringify(values) };
}
