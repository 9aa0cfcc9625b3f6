import { type NextFunction, type Request, type Response, Router } from 'express';
import { ShopError } from '../../domain/shop-error.ts';
import { createGraphqlCaller } from '../graphql/caller.ts';
import { createExecuteGraphql, type GraphqlAnswer } from '../graphql/execute-graphql.ts';
import { readGraphqlRequests } from '../graphql/read-graphql-request.ts';
import type { ShopContext } from '../shop-context.ts';

const RESPONSE_TYPE = 'application/graphql-response+json';

/** For the pages' own scripts and for programs with a visitor's cookie. */
export function graphqlRoutes(context: ShopContext): Router {
  const executeGraphql = createExecuteGraphql(context);
  const routes = Router();

  const answer = async (request: Request, response: Response) => {
    const { batch, operations } = readGraphqlRequests(request);
    const caller = createGraphqlCaller(context, request, response);
    const answers: GraphqlAnswer[] = [];
    // One after another: what the first puts into the cart, the second pays for.
    for (const asked of operations) {
      answers.push(await executeGraphql({ asked, caller, mayMutate: request.method === 'POST' }));
    }
    const [first] = answers;
    send(request, response, {
      status: batch ? 200 : (first?.status ?? 200),
      body: batch ? answers.map(({ body }) => body) : first?.body,
    });
  };

  routes.get('/graphql', answer);
  routes.post('/graphql', answer);
  routes.use(
    '/graphql',
    function answerUnreadable(thrown: unknown, request: Request, response: Response, next: NextFunction) {
      if (!(thrown instanceof ShopError)) {
        next(thrown);
        return;
      }
      send(request, response, { status: 400, body: { errors: [{ message: thrown.message }] } });
    },
  );
  return routes;
}

/** By the draft “GraphQL over HTTP” the newer type tells by its status what happened; with plain JSON it is 200. */
function send(
  request: Request,
  response: Response,
  { status, body }: { status: number; body: unknown },
): void {
  const type = request.accepts([RESPONSE_TYPE, 'application/json']) || RESPONSE_TYPE;
  const isFailed = type === RESPONSE_TYPE || status === 405 || status === 400;
  if (status === 405) {
    response.set('allow', 'POST');
  }
  response
    .status(isFailed ? status : 200)
    .type(type)
    .send(JSON.stringify(body));
}
