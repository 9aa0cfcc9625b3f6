import { PortcullisError } from '@portcullis/gate';
import type { Context } from 'hono';
import type { OperatorsRoom } from '../../operators/operators-room.ts';
import type { Issued, Standing } from '../../operators/session-desk.ts';
import type { ControlEnvironment, Handlers } from '../api/handlers.ts';
import type { signInRoutes } from '../api/sign-in-routes.ts';
import {
  browserCookie,
  endedSessionCookie,
  providerCookie,
  sessionCookie,
} from '../entrance/console-cookies.ts';
import { returnAddress } from '../entrance/return-address.ts';
import { shownSession } from './shown-session.ts';

export interface SignInHandlersOptions {
  readonly site: string;
  /** How the site calls itself. */
  readonly brand: () => string;
  readonly room: OperatorsRoom;
  /** Where browsers see the console: `https://ops.example.com/portcullis/`. */
  readonly consoleUrl: () => string;
}

type AnyContext = Context<ControlEnvironment>;

export function createSignInHandlers(options: SignInHandlersOptions): Handlers<typeof signInRoutes> {
  const { site, brand, room, consoleUrl } = options;
  const { signIn, sessions, account, enrolment, provider, marks } = room;

  /** The new token for the browser, and what the console is told. */
  function hand(context: AnyContext, issued: Issued) {
    context.header('Set-Cookie', sessionCookie(site, issued.token), { append: true });
    return shownSession(issued, context.var.visit.address);
  }

  function signedIn(context: AnyContext, issued: Issued) {
    const session = hand(context, issued);
    if (issued.session.stage === 'code-needed') return { kind: 'code-needed' as const };
    const mark = marks.with(context.var.visit.mark, issued.operator.id);
    context.header('Set-Cookie', browserCookie(site, mark), { append: true });
    return { kind: 'signed-in' as const, session };
  }

  function toConsole(context: AnyContext, url: string) {
    context.header('Set-Cookie', providerCookie(site, '', 0), { append: true });
    return context.redirect(url, 302);
  }

  /** `/traffic?view=ledger`; only what is a place in the console. */
  function returnPathOf(wanted: string | null): string {
    return `/${returnAddress(consoleUrl(), wanted).slice(consoleUrl().length)}`;
  }

  /** A person looks at this, not a program: the console shows what the code means, and begins again from there. */
  function toSignIn(context: AnyContext, code: string, returnPath: string) {
    const url = new URL(`${consoleUrl()}sign-in`);
    url.searchParams.set('problem', code);
    if (returnPath !== '/') url.searchParams.set('returnTo', returnPath);
    return toConsole(context, url.href);
  }

  return {
    options: async (context) =>
      context.json(
        {
          site,
          brand: brand(),
          firstRun: await room.firstRun.isOpen(),
          password: true,
          provider: provider?.name ?? null,
        },
        200,
      ),

    withPassword: async (context) => {
      const browser = context.var.visit;
      const { name, password, code } = context.req.valid('json');
      const issued = await signIn.withPassword({
        name,
        password,
        ...(code !== undefined && { code }),
        browser,
      });
      return context.json(signedIn(context, issued), 200);
    },

    withCode: async (context) => {
      const browser = context.var.visit;
      const { code } = context.req.valid('json');
      const issued = await signIn.withCode({ token: browser.sessionToken, code, browser });
      return context.json(signedIn(context, issued), 200);
    },

    withProvider: async (context) => {
      if (provider === null) throw noProvider();
      const { sessionToken } = context.var.visit;
      const standing = await sessions.find(sessionToken, 'signed-in');
      const returnPath = returnPathOf(context.req.valid('query').returnTo ?? null);
      const { url, state, maxAgeSeconds } = await provider.begin({ standing, returnPath });
      context.header('Set-Cookie', providerCookie(site, state, maxAgeSeconds), { append: true });
      return context.redirect(url.href, 302);
    },

    fromProvider: async (context) => {
      if (provider === null) throw noProvider();
      const { visit } = context.var;
      const { search } = new URL(context.req.url);
      const returnPath = returnPathOf(provider.returnPath(visit.providerState));
      try {
        const issued = await provider.finish({ search, state: visit.providerState, browser: visit });
        hand(context, issued);
        return toConsole(context, returnAddress(consoleUrl(), returnPath));
      } catch (error) {
        if (error instanceof PortcullisError) return toSignIn(context, error.code, returnPath);
        throw error;
      }
    },

    enrol: async (context) => {
      const { code, name, password } = context.req.valid('json');
      const issued = await enrolment.enrol({ code, name, password, browser: context.var.visit });
      return context.json(signedIn(context, issued), 201);
    },

    signOut: async (context) => {
      const ended = await sessions.signOut(standingOf(context), context.req.valid('json'));
      context.header('Set-Cookie', endedSessionCookie(site));
      return context.json({ ended }, 200);
    },

    session: (context) => context.json(shownSession(issuedOf(context), context.var.visit.address), 200),

    confirm: async (context) => {
      const { password, code } = context.req.valid('json');
      const browser = context.var.visit;
      const issued = await signIn.confirm({ standing: standingOf(context), password, code, browser });
      return context.json(hand(context, issued), 200);
    },

    changePassword: async (context) => {
      const asking = { standing: standingOf(context), browser: context.var.visit };
      const issued = await account.changePassword({ ...context.req.valid('json'), ...asking });
      return context.json(hand(context, issued), 200);
    },

    startSecondFactor: async (context) => {
      const asking = { standing: standingOf(context), browser: context.var.visit };
      const { password } = context.req.valid('json');
      return context.json(await account.startSecondFactor({ password, ...asking }), 201);
    },

    confirmSecondFactor: async (context) => {
      const asking = { standing: standingOf(context), browser: context.var.visit };
      const { code } = context.req.valid('json');
      const { issued, recoveryCodes } = await account.confirmSecondFactor({ code, ...asking });
      return context.json({ session: hand(context, issued), recoveryCodes }, 200);
    },

    removeSecondFactor: async (context) => {
      const asking = { standing: standingOf(context), browser: context.var.visit };
      const { code } = context.req.valid('json');
      const issued = await account.removeSecondFactor({ code, ...asking });
      return context.json(hand(context, issued), 200);
    },

    ownSessions: async (context) => {
      const { operator, session } = standingOf(context);
      const all = await room.sessionsOf(operator.id);
      const shown = all.map(({ id, createdAt, seenAt, address, userAgent }) => ({
        id,
        isThis: id === session.id,
        createdAt,
        seenAt,
        address,
        userAgent,
      }));
      return context.json({ sessions: shown }, 200);
    },
  };
}

/** Who is signed in: these routes let nobody else through. */
function standingOf({ var: { caller } }: AnyContext): Standing {
  if (caller.kind !== 'operator') throw new Error('a route about a session let somebody in who has none');
  return { operator: caller.operator, session: caller.session };
}

/** With the token that came in the cookie. */
function issuedOf(context: AnyContext): Issued {
  return { ...standingOf(context), token: context.var.visit.sessionToken ?? '' };
}

function noProvider(): PortcullisError {
  return new PortcullisError(
    'PORTCULLIS_NOT_FOUND',
    'No OpenID provider is configured: set console.provider, or sign in with name and password.',
  );
}
