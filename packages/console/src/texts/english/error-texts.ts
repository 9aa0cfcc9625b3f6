import type { AllErrorWords } from '../error-words.ts';

/** Only where the server's own English is not for somebody in front of the console. */
export const errorTexts: Partial<AllErrorWords> = {
  PORTCULLIS_USAGE: { title: 'This was not understood' },
  PORTCULLIS_LOCKED_OUT: {
    title: 'No way in was proven',
    detail: () => 'Nothing was changed: a lock-out would be an outage. The check says what fails.',
  },
  PORTCULLIS_TEST_RESULT_MISSING: {
    title: 'What came of the test run?',
    detail: ({ name = '' }) =>
      `Nothing was opened: ${name === '' ? 'somebody' : name} made a test run in this window. Look whether everything that was tried came to its end.`,
  },
  PORTCULLIS_NOT_DECIDABLE: {
    title: 'This cannot be decided now',
    detail: ({ why }) => (typeof why === 'string' ? `Nothing was changed: ${why}.` : null),
  },
  PORTCULLIS_NOT_OPENED: {
    title: 'Not everything can be opened',
    detail: () =>
      'Nothing was opened: a database does not answer, or cannot be unlocked. Mend it, or open all the same; what is missing opens as soon as it answers.',
  },
};
