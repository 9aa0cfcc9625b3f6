/**
 * `class Remembered extends Foreign` gives objects of the host a private field: no copy, heir or spread of a request has
 * it, as with a `WeakMap`. That was here before, and cost half a microsecond for each request.
 */
export class Foreign {
  constructor(object: object) {
    // biome-ignore lint/correctness/noConstructorReturn: fields of the subclass are added to what is returned
    return object;
  }
}
