import type { Catalogue } from '../texts/catalogue.ts';

/** The screens, in the order of the menu; their names are in the texts of the shell. */
export const navigation = [
  { to: '/', name: 'now' },
  { to: '/switch', name: 'switch' },
] as const satisfies readonly { to: string; name: keyof Catalogue['shell']['screens'] }[];
