/** A command takes so many arguments: Lua hands them on by its stack. Even, for fields with their values. */
const mostArguments = 2_000;

export function parted(args: readonly string[]): readonly (readonly string[])[] {
  const parts: (readonly string[])[] = [];
  for (let from = 0; from < args.length; from += mostArguments) {
    parts.push(args.slice(from, from + mostArguments));
  }
  return parts;
}
