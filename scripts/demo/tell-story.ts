import { ACCEPTED_CARD, DEMO_LOGINS } from 'portcullis-example-shop';

export interface StoryOptions {
  readonly port: number;
  readonly consoleUrl: string | null;
  /** The page of those who call the shop. */
  readonly providersUrl: string;
  /** What makes the first owner of the console; null = there is one. */
  readonly firstOwner: { readonly code: string; readonly link: string | null } | null;
  /** As commands in the clone are given it. */
  readonly stateDirectory: string;
  /** Of the role that the shop's own processes log in with. */
  readonly databaseUrl: string;
  /** Whether the shop still has its bug; false once the story has been played. */
  readonly hasBug: boolean;
  /** What an earlier start may have left on. */
  readonly mode: 'open' | 'read-only' | 'closed';
}

/** What people read when everything runs: only what is true of the shop as it is now. */
export function tellStory(options: StoryOptions): string {
  const { port, stateDirectory, databaseUrl, hasBug, mode, consoleUrl, providersUrl } = options;
  const shop = `http://localhost:${port}`;
  const admin = `http://admin.localhost:${port}`;
  const cli = 'npm run --silent portcullis --';
  const here = `--site shop --state-directory ${stateDirectory}`;
  const logins = Object.values(DEMO_LOGINS).map(
    ({ email, password, role }) => `${role.padEnd(9)} ${email.padEnd(21)} ${password}`,
  );
  return `
The shop        ${shop}
For insiders    ${admin}   (the trusted path: on this host name admins may write during a window)
Health, status  ${shop}/.well-known/portcullis/status
The console     ${consoleLine(options, `${cli} operator enrol ${here}`)}
The providers   ${providersUrl}   (payments, mail, CRM: what they tell the shop by webhooks, and what came of it)

Sign in as      ${logins.join('\n                ')}
Pay with card   ${ACCEPTED_CARD.replaceAll(/(?<=\d)(?=(?:\d{4})+$)/g, ' ')}, any later month such as 12/49, any code
${whatIsDifferent({ hasBug, mode, turnOff: `${cli} off ${here}` })}
The story
  1. Sign in at ${shop}/login (buying needs it) and buy two different things. ${
    hasBug
      ? 'The order page says "items missing":\n     a bug charges people and loses lines.'
      : 'The order is complete: the bug is off.'
  }
     Much is written that nobody clicks: jobs in a process of their own (they hand the order to the warehouse and send mail), a cron
     in the shop's process, and a billing script that nobody told anybody about.
  2. Take the shop read-only: ${consoleUrl === null ? 'in another terminal, in this folder:' : 'in the console, by one press and one confirm. Or in another terminal, in this folder:'}
       ${cli} on read-only ${here} --reason "orders lose lines" --for 30m --contact help@shop.example
     Pages stay readable, their buttons are switched off, and every write is refused, by the server. Try one past the page:
       curl -i -X POST -d product=1 -d quantity=1 ${shop}/cart/add
     answers 503 with Retry-After and a reference. (While the shop is open it answers 303: the thing is in a cart.)
     What reads by POST or by WebSocket goes on: type into the search field, watch the stock of a product. The chat is paused.
  3. ${consoleUrl === null ? 'It' : 'The console (Stillness)'} shows how the rest comes to rest: jobs and cron are paused (freeze), what they had begun ends (drain), the database
     closes (databases), and it says "still". So does:
       ${cli} status ${here}
     What nobody paused is refused by the database itself. The billing script runs every few seconds, and what becomes of it is said
     here, below. It is named where the site's stillness is shown, by the name that it gives itself: nightly-billing. Try it past Portcullis and the shop:
       psql "${databaseUrl}" -c "update product set stock = 0 where slug = 'glass-vase'"
  4. Get in: sign in as admin at ${admin}/login, open Settings${
    hasBug
      ? ' and switch "Legacy order writer" off;\n     then open your order under Orders, and write the lost items again.'
      : '; "Legacy order writer" is off already.'
  }
     A refund asks you to confirm it.
     Then place a test order. Its jobs run, all others stay held, with a pass that is made for it in the console (Who gets in), or:
       ${cli} pass create ${DEMO_LOGINS.admin.email} --scope write --test ${here}
     Open its link where you are signed in as admin, and buy two things there: the order is complete, and goes to the warehouse.
  5. Open again: ${consoleUrl === null ? 'in the other terminal:' : 'in the console, or:'}
       ${cli} off --test-passed ${here}
     It asks what came of the test order. The database opens, jobs and cron go on where they were, and the billing script writes again.
     What the providers told meanwhile was acknowledged and held, and reaches the shop now: each payment is booked once (Orders). While
     it waits:  ${cli} webhooks ${here}
  Also worth a look:  ${consoleUrl === null ? '' : 'in the console, Traffic (each refused request, and why) and Audit;  '}${cli} audit verify ${here}

Ctrl-C stops everything.`;
}

/** The console begins with its first owner: who has the link that was printed here. */
function consoleLine({ consoleUrl, firstOwner }: StoryOptions, enrol: string): string {
  if (consoleUrl === null) return 'is off';
  if (firstOwner === null) return consoleUrl;
  return `${firstOwner.link ?? `${consoleUrl}enrol#code=${firstOwner.code}`}
                (choose a name and a password within 15 minutes, once; a new link: ${enrol})`;
}

interface Difference extends Pick<StoryOptions, 'hasBug' | 'mode'> {
  readonly turnOff: string;
}

function whatIsDifferent({ hasBug, mode, turnOff }: Difference): string {
  const lines: string[] = [];
  if (mode !== 'open') {
    lines.push(
      `The shop is ${mode} since an earlier start: no restart changes the switch. Open it (step 5) before step 1:`,
      `  ${turnOff}`,
    );
  }
  if (!hasBug) {
    lines.push(
      'The bug was fixed in an earlier start ("Legacy order writer" is off), and the shop went on with its data.',
      'To play the story from its beginning, stop this one with Ctrl-C, then:  npm start -- --fresh',
    );
  }
  return lines.length === 0 ? '' : `\n${lines.join('\n')}\n`;
}
