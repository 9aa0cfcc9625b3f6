import { type CountedWords, countingIn } from '../counting.ts';

export const count: (count: number, words: CountedWords) => string = countingIn('de');
