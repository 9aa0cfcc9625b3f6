import { oneOf, type Search } from '../../environment/search-values.ts';

export interface SettingsSearch {
  /** @default page */
  readonly view?: 'operators' | 'keys' | undefined;
}

export function settingsSearch(search: Search): SettingsSearch {
  return { view: oneOf(search, 'view', ['operators', 'keys']) };
}
