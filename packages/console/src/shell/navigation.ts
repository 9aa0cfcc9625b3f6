import type { Catalogue } from '../texts/catalogue.ts';

/** The screens, in the order of the menu; their names are in the texts of the shell. */
export const navigation = [
  { to: '/', name: 'now' },
  { to: '/switch', name: 'switch' },
  { to: '/insiders', name: 'insiders' },
  { to: '/traffic', name: 'traffic' },
  { to: '/webhooks', name: 'webhooks' },
  { to: '/policy', name: 'policy' },
  { to: '/production', name: 'production' },
  { to: '/audit', name: 'audit' },
  { to: '/settings', name: 'settings' },
] as const satisfies readonly { to: string; name: keyof Catalogue['shell']['screens'] }[];
