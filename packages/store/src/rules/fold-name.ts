/**
 * A name as it is compared: one in any case of its letters and in any way to write their accents. By way of
 * upper case, which alone joins ß with ss and the two small sigmas, and from lower case, since a capital ẞ has no upper.
 */
export function foldName(name: string): string {
  // The same for ASCII, in a tenth of the time: a search folds 10,000 names.
  if (!/[^ -~]/.test(name)) return name.toLowerCase();
  return name.normalize('NFKC').toLowerCase().toUpperCase().toLowerCase().normalize('NFKC');
}
