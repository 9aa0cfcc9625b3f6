import type { PolicyInput } from '@portcullis/gate';
import type { Application } from './running-site.ts';

export const adminHost = 'admin.example.com';

const people: Readonly<Record<string, string>> = { ada: 'admin', sam: 'support', mia: 'customer' };

/** Says who a session is at `/api/me`, has a sign-in page, and answers everything else. */
export const smallShop: Application = ({ method, target, headers }, response) => {
  if (target === '/api/me') {
    const subject = /session=(\w+)/.exec(headers.cookie ?? '')?.[1] ?? '';
    const role = people[subject];
    response.writeHead(role ? 200 : 401, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(role ? { subject, role } : { error: 'nobody' }));
    return;
  }
  response.writeHead(200, { 'Content-Type': 'text/html' });
  response.end(
    target === '/login'
      ? '<form method="post" action="/session"><input name="who"><input type="password" name="word"></form>'
      : `${method} ${target}`,
  );
};

export const smallShopPolicy: PolicyInput = {
  signIn: { page: '/login', routes: ['POST /session'] },
  identity: [
    {
      kind: 'probe',
      request: { path: '/api/me' },
      cookies: ['session'],
      subject: '/subject',
      role: { pointer: '/role', map: { admin: 'admin', support: 'support' } },
    },
  ],
  trusted: { adminHosts: [adminHost] },
};
