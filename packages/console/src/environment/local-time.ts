const two = (value: number): string => String(value).padStart(2, '0');

/** For `<input type="datetime-local">`, in the zone of this computer: `2025-11-21T02:14`. */
export function toLocalInput(at: number): string {
  const date = new Date(at);
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** Milliseconds since 1970; null when it is no time. */
export function fromLocalInput(text: string): number | null {
  const at = new Date(text).getTime();
  return Number.isNaN(at) ? null : at;
}
