import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTexts } from '../texts/texts-context.tsx';
import { Icon } from './icon.tsx';

interface Announcer {
  /** Read out once, politely, and seen by nobody: what the screen shows anyway. */
  readonly announce: (text: string) => void;
  /** Shown for a while at the lower edge, and read out. */
  readonly tell: (text: string) => void;
}

const AnnouncerContext = createContext<Announcer | null>(null);

/** Long enough to be read twice. */
const shownMs = 7_000;

export function AnnouncerProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const { texts } = useTexts();
  const [heard, setHeard] = useState('');
  const [told, setTold] = useState<{ readonly text: string; readonly key: number } | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const announce = useCallback((text: string) => {
    // The same words again are news only when they are written anew.
    setHeard((before) => (before === text ? `${text}\u00a0` : text));
  }, []);
  const tell = useCallback((text: string) => setTold({ text, key: Date.now() }), []);
  const stay = useCallback(() => clearTimeout(timer.current), []);
  const goSoon = useCallback(() => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setTold(null), shownMs);
  }, []);
  useEffect(() => {
    if (told === null) return;
    goSoon();
    return stay;
  }, [told, goSoon, stay]);
  const announcer = useMemo(() => ({ announce, tell }), [announce, tell]);
  return (
    <AnnouncerContext value={announcer}>
      {children}
      <div className="visually-hidden" role="status" data-announcer="">
        {heard}
      </div>
      {/* Whoever points at it, or is in it, still reads. */}
      <div
        className="toasts"
        role="status"
        onMouseEnter={stay}
        onMouseLeave={goSoon}
        onFocus={stay}
        onBlur={goSoon}
      >
        {told !== null && (
          <div className="toast" key={told.key}>
            <Icon name="check" />
            <p>{told.text}</p>
            <button
              type="button"
              className="dialog-close"
              aria-label={texts.common.close}
              onClick={() => setTold(null)}
            >
              <Icon name="cross" />
            </button>
          </div>
        )}
      </div>
    </AnnouncerContext>
  );
}

export function useAnnouncer(): Announcer {
  const announcer = use(AnnouncerContext);
  if (announcer === null) throw new Error('Expected an AnnouncerProvider around.');
  return announcer;
}
