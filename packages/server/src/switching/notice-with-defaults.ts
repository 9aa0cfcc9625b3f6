import { type Notice, parseNotice, type View } from '@portcullis/gate';

/**
 * The notice of a change. What a new window's leaves out, message and button, is as operators set it for all of them; a
 * window that is open has its own, and who changes it says what it shall be. Throws PORTCULLIS_NOTICE_INVALID.
 */
export function noticeWithDefaults(
  given: Readonly<Record<string, unknown>>,
  { settings, snapshot }: Pick<View, 'settings' | 'snapshot'>,
): Notice {
  if (settings === null || snapshot.switch.windowId !== null) return parseNotice(given);
  const { message, button } = settings.defaults;
  return parseNotice({
    ...given,
    message: given.message ?? message,
    // Null is an answer: no button.
    button: given.button === undefined ? button : given.button,
  });
}
