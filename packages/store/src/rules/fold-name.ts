/**
 * A name as it is compared: one in any case of its letters and in any way to write their accents. By way of
 * upper case, which alone joins ß with ss and the two small sigmas, and from lower case, since a capital ẞ has no upper.
 */
export function foldName(name: string): string {
  return name.normalize('NFKC').toLowerCase().toUpperCase().toLowerCase().normalize('NFKC');
}
