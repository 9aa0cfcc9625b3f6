/**
 * Calls what an application handed in, of which nothing is expected back. It may throw; and what is typed as giving nothing may be
 * async and reject, which would end the process.
 */
export function callHook(hook: () => unknown, onFailure: (error: unknown) => void = ignore): void {
  try {
    Promise.resolve(hook()).catch(onFailure);
  } catch (error) {
    onFailure(error);
  }
}

function ignore(): void {}
