/** Of none it is 0. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The value below which so large a share of them lies, from 0 to 1. Of none it is 0. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

export function least(values: readonly number[]): number {
  return values.length === 0 ? 0 : Math.min(...values);
}

export function worst(values: readonly number[]): number {
  return Math.max(0, ...values);
}
