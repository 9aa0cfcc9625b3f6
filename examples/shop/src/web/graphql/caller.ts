import type { Request, Response } from 'express';
import { findSession, type Session } from '../../domain/sessions.ts';
import type { ShopContext } from '../shop-context.ts';
import { giveSessionCookie, visitOf } from '../visit.ts';

/** Who asks. The operations of a batch share one, so that the second uses the cart that the first began. */
export interface GraphqlCaller {
  readonly request: Request;
  session(): Session | null;
  /** Gives the cookie of a session that this request began, and goes on in it. */
  adopt(token: string): Promise<void>;
}

export function createGraphqlCaller(
  { database }: ShopContext,
  request: Request,
  response: Response,
): GraphqlCaller {
  let { session } = visitOf(request);
  return {
    request,
    session: () => session,
    async adopt(token) {
      giveSessionCookie(request, response, token);
      session = await findSession(database, token);
    },
  };
}
