import { PortcullisError } from '@portcullis/gate';
import { type ControlCaller, identityOf } from '../api/caller.ts';
import type { Handlers } from '../api/handlers.ts';
import type { statusRoutes } from '../api/status-routes.ts';
import { type EventHub, type EventName, eventNames } from '../events/events.ts';

export interface EventHandlersOptions {
  readonly hub: EventHub;
  /** Whether this caller's session or key is still good; a stream of one that is not ends. */
  readonly isStillAllowed: (caller: ControlCaller) => boolean | Promise<boolean>;
}

/** Of one operator or key: more consoles than one has open. Nobody's streams take the place of anybody else's. */
const mostOfOne = 20;

export function createEventHandlers({
  hub,
  isStillAllowed,
}: EventHandlersOptions): Pick<Handlers<typeof statusRoutes>, 'events'> {
  return {
    events(context) {
      const wanted = wantedEvents(context.req.valid('query').only);
      const { caller } = context.var;
      const by = identityOf(caller);
      if (hub.clientsOf(by) >= mostOfOne) {
        throw new PortcullisError(
          'PORTCULLIS_USAGE',
          `You have ${mostOfOne} streams of events open already. Close consoles that nobody looks at.`,
        );
      }
      const stream = hub.open(wanted, { by, isStillAllowed: () => isStillAllowed(caller) });
      return context.body(stream, 200, {
        'Content-Type': 'text/event-stream',
        'Cache-Control': 'no-store',
        'X-Content-Type-Options': 'nosniff',
        // nginx and those who follow it would keep events back until a buffer is full.
        'X-Accel-Buffering': 'no',
      });
    },
  };
}

function wantedEvents(only: string | undefined): ReadonlySet<EventName> {
  if (only === undefined || only === '') return new Set(eventNames);
  const wanted = only.split(',').map((name) => name.trim());
  const unknown = wanted.filter((name) => !isEventName(name));
  if (unknown.length > 0) {
    throw new PortcullisError(
      'PORTCULLIS_USAGE',
      `only: expected names of ${eventNames.join(', ')}, got ${unknown.map((name) => JSON.stringify(name)).join(', ')}.`,
    );
  }
  return new Set(wanted.filter(isEventName));
}

function isEventName(name: string): name is EventName {
  return (eventNames as readonly string[]).includes(name);
}
