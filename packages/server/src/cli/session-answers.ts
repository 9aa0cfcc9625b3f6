import { isRole, PortcullisError, type Role } from '@portcullis/gate';

/** How the application says who is signed in. */
export interface SessionAnswers {
  readonly path: string;
  readonly cookie: string;
  /** JSON pointers into its answer. */
  readonly subject: string;
  readonly role: string;
  readonly roles: Readonly<Record<string, Role>>;
}

/** The options as they came; `--session-path` makes the others needed. */
export interface SessionOptions {
  readonly sessionPath?: string;
  readonly sessionCookie?: string;
  readonly sessionSubject?: string;
  readonly sessionRole?: string;
  readonly sessionRoles?: string;
}

/** What is asked once a path was named. */
export const sessionQuestions = [
  { key: 'sessionCookie', message: 'Which cookie carries its session?', example: 'session' },
  {
    key: 'sessionSubject',
    message: 'Where does the answer name the person? (JSON pointer)',
    example: '/email',
  },
  { key: 'sessionRole', message: 'Where does it name the role? (JSON pointer)', example: '/role' },
  {
    key: 'sessionRoles',
    message: 'Which of its roles get in, and as what? (admin, support, allowed)',
    example: 'admin=admin',
  },
] as const satisfies readonly {
  readonly key: Exclude<keyof SessionOptions, 'sessionPath'>;
  readonly message: string;
  readonly example: string;
}[];

const flags = {
  sessionPath: '--session-path',
  sessionCookie: '--session-cookie',
  sessionSubject: '--session-subject',
  sessionRole: '--session-role',
  sessionRoles: '--session-roles',
} as const;

/** Null when nothing of it was given. Throws PORTCULLIS_USAGE naming what is missing. */
export function sessionFrom(options: SessionOptions): SessionAnswers | null {
  const { sessionPath, sessionCookie, sessionSubject, sessionRole, sessionRoles } = options;
  if (
    sessionPath !== undefined &&
    sessionCookie !== undefined &&
    sessionSubject !== undefined &&
    sessionRole !== undefined &&
    sessionRoles !== undefined
  ) {
    return {
      path: sessionPath,
      cookie: sessionCookie,
      subject: sessionSubject,
      role: sessionRole,
      roles: parseRoles(sessionRoles),
    };
  }
  const given = keys.filter((key) => options[key] !== undefined);
  if (given.length === 0) return null;
  const missing = keys.filter((key) => options[key] === undefined).map((key) => flags[key]);
  throw new PortcullisError(
    'PORTCULLIS_USAGE',
    `${given.map((key) => flags[key]).join(', ')}: to recognise who is signed in, ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} needed as well.`,
  );
}

const keys = [
  'sessionPath',
  'sessionCookie',
  'sessionSubject',
  'sessionRole',
  'sessionRoles',
] as const satisfies readonly (keyof SessionOptions)[];

/** As the policy has it. */
export function probeOf({ path, cookie, subject, role, roles }: SessionAnswers) {
  return {
    kind: 'probe',
    request: { path },
    cookies: [cookie],
    subject,
    role: { pointer: role, map: roles },
  } as const;
}

/** `ADMIN=admin,STAFF=support`. */
function parseRoles(text: string): Readonly<Record<string, Role>> {
  const map: Record<string, Role> = {};
  for (const pair of text.split(',')) {
    const equals = pair.lastIndexOf('=');
    const [value, role] = [pair.slice(0, equals).trim(), pair.slice(equals + 1).trim()];
    if (equals < 1 || value === '' || !isRole(role)) {
      throw new PortcullisError(
        'PORTCULLIS_USAGE',
        `--session-roles: expected pairs such as ADMIN=admin,STAFF=support with the roles admin, support, allowed or visitor, got ${JSON.stringify(pair)}.`,
      );
    }
    map[value] = role;
  }
  return map;
}
