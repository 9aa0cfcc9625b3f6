/** One and the same value under every reading, or none. */
export function createAgreement<Value>(): { add(value: Value | null): void; agreed(): Value | null } {
  let first: Value | null | undefined;
  let agree = true;
  return {
    add(value) {
      if (first === undefined) first = value;
      else agree &&= first === value;
    },
    agreed: () => (agree ? (first ?? null) : null),
  };
}
