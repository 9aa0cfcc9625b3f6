/** Runs what it is given one after the other, in the order it came; a failure stops nobody behind it. */
export function oneAfterAnother(): <Result>(work: () => Promise<Result>) => Promise<Result> {
  let turn: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = turn.then(work);
    turn = result.catch(() => undefined);
    return result;
  };
}
