import type { englishScreens } from './english/screens.ts';

/** The texts of the screens that are not needed to switch: loaded with the first of them that is opened. */
export type ScreenCatalogue = typeof englishScreens;
