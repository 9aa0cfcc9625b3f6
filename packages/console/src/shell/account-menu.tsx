import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { changeSession } from '../api/change-session.ts';
import { useSession } from '../api/session-query.ts';
import { answerOf, useApi } from '../api/site-api.ts';
import { Button } from '../components/button.tsx';
import { ErrorNotice } from '../components/error-notice.tsx';
import { Icon } from '../components/icon.tsx';
import { useTexts } from '../texts/texts-context.tsx';
import { Appearance } from './appearance.tsx';

/** Who is signed in, language and theme, the way out. A disclosure: what is in it are fields, not commands. */
export function AccountMenu(): ReactNode {
  const { client, site } = useApi();
  const { texts } = useTexts();
  const { operator } = useSession();
  const queryClient = useQueryClient();
  const [isOpen, setOpen] = useState(false);
  const frame = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const signOut = useMutation({
    mutationFn: () =>
      answerOf(
        client.POST('/v1/sites/{site}/sign-out', { params: { path: { site } }, body: { everywhere: false } }),
      ),
    onSuccess: () => changeSession(queryClient, null),
  });

  useEffect(() => {
    if (!isOpen) return;
    const close = (event: Event) => {
      if (event.target instanceof Node && frame.current?.contains(event.target)) return;
      setOpen(false);
    };
    const closeByKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      setOpen(false);
      button.current?.focus();
    };
    document.addEventListener('pointerdown', close);
    document.addEventListener('focusin', close);
    document.addEventListener('keydown', closeByKey);
    return () => {
      document.removeEventListener('pointerdown', close);
      document.removeEventListener('focusin', close);
      document.removeEventListener('keydown', closeByKey);
    };
  }, [isOpen]);

  return (
    <div className="account-menu" ref={frame}>
      <button
        ref={button}
        type="button"
        className="account-button"
        aria-expanded={isOpen}
        aria-controls="account-menu"
        aria-label={texts.shell.accountOf(operator.name)}
        onClick={() => setOpen(!isOpen)}
      >
        <Icon name="person" />
        <span className="account-name">{operator.name}</span>
        <Icon name="down" />
      </button>
      {isOpen && (
        <div id="account-menu" className="account-panel">
          <p>
            <strong>{operator.name}</strong>
            <br />
            <span className="quiet">{texts.shell.roles[operator.role]}</span>
          </p>
          <Link to="/account" onClick={() => setOpen(false)}>
            {texts.shell.yourAccount}
          </Link>
          <Appearance />
          {signOut.error !== null && <ErrorNotice error={signOut.error} />}
          <Button isBusy={signOut.isPending} onClick={() => signOut.mutate()}>
            {texts.shell.signOut}
          </Button>
        </div>
      )}
    </div>
  );
}
