import type { PolicyInput } from '@portcullis/gate';
import type { Application } from './running-site.ts';

/** What must not be told to whoever is restricted. */
export const secretOfTrace = 'select secret from vault';

/** Fails below `/broken`, with a trace as JSON; everything else is well. */
export const failingApplication: Application = ({ target }, response) => {
  if (!target.startsWith('/broken')) {
    response.end('well');
    return;
  }
  const debug = `Traceback (most recent call last):\n  File "app.py", line 1\nValueError: ${secretOfTrace}\n`;
  response.writeHead(500, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify({ error: { name: 'builtins.ValueError', message: secretOfTrace, debug } }));
};

/** Everybody is restricted, as nobody signs in. */
export const productionPolicy: PolicyInput = {
  production: {
    refused: [
      { match: '/databases/**', for: 'everybody', why: 'It manages databases.' },
      { match: '/tools/**' },
    ],
    switches: [{ in: 'query', name: 'debug', off: '0' }],
  },
};
