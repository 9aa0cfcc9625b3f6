export interface WordpressUser {
  readonly login: string;
  readonly password: string;
  readonly email: string;
  /** As WordPress calls it. */
  readonly role: 'administrator' | 'editor' | 'author' | 'subscriber';
}

export const wordpressUsers = {
  admin: user('ada', 'administrator'),
  editor: user('emil', 'editor'),
  author: user('anna', 'author'),
  subscriber: user('sam', 'subscriber'),
} as const;

export type WordpressUserName = keyof typeof wordpressUsers;

function user(login: string, role: WordpressUser['role']): WordpressUser {
  return { login, password: `${login}-password`, email: `${login}@example.com`, role };
}
