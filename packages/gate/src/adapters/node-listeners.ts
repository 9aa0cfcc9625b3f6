import type { IncomingMessage, ServerResponse } from 'node:http';

/** What takes the requests of a server: an app, or what a library has put in its place. */
export type RequestListener = (incoming: IncomingMessage, response: ServerResponse) => void;

/** A server, as far as its listeners are looked at. */
export interface ListenedServer {
  listeners(event: string): readonly unknown[];
  on(event: 'newListener' | 'removeListener', listener: () => void): this;
}

/** Who takes the requests of a server. */
export interface RequestListeners {
  /** The app, which has the gate inside; null when nobody can tell it from what a library has put around it. */
  readonly app: RequestListener | null;
  /** Whether nobody but the app gets a request. */
  isAppAlone(): boolean;
}

/**
 * Engine.IO (Socket.IO), SockJS and others take the `request` listeners off a server, answer what is theirs and hand on the
 * rest, also when they were there first. The app is whom the owner or the framework names, or the only listener if that is
 * an app of Express or Connect; of any other function nobody can tell what it does with a request.
 */
export function watchRequestListeners(
  server: ListenedServer,
  named: RequestListener | null,
): RequestListeners {
  let app = named;
  let isFirst = named === null;
  /** Null once a listener came or went: they are looked at when the next request comes, and not for each. */
  let isAlone: boolean | null = null;
  const onChange = () => {
    isAlone = null;
  };

  function look(): boolean {
    // `removeAllListeners()` took ours off as well.
    if (!server.listeners('newListener').includes(onChange)) {
      server.on('newListener', onChange).on('removeListener', onChange);
    }
    const [only, ...others] = server.listeners('request');
    if (isFirst && only !== undefined) {
      isFirst = false;
      if (others.length === 0 && isApp(only)) app = only;
    }
    return app !== null && only === app && others.length === 0;
  }

  isAlone = look();
  return {
    get app() {
      return app;
    },
    isAppAlone() {
      isAlone ??= look();
      return isAlone;
    },
  };
}

/** Apps of Express, Connect and their like are functions with these methods; what a library puts around them is bare. */
function isApp(listener: unknown): listener is RequestListener {
  return (
    typeof listener === 'function' &&
    'handle' in listener &&
    typeof listener.handle === 'function' &&
    'use' in listener &&
    typeof listener.use === 'function'
  );
}
