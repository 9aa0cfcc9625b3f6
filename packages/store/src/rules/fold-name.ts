/**
 * A name as it is compared: one in any case of its letters and in any way to write their accents. Upper case first,
 * because only that joins ß with SS and the two small sigmas.
 */
export function foldName(name: string): string {
  return name.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC');
}
