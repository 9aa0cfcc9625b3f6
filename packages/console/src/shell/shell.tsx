import { useQuery } from '@tanstack/react-query';
import { Link, useRouterState } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useLostSince } from '../api/connection.ts';
import { useApi } from '../api/site-api.ts';
import { statusQuery } from '../api/status-queries.ts';
import { Icon } from '../components/icon.tsx';
import { modeOnDisplay } from '../switching/mode-on-display.ts';
import { useTexts } from '../texts/texts-context.tsx';
import { AccountMenu } from './account-menu.tsx';
import { ConnectionBar } from './connection-bar.tsx';
import { ModeAtAGlance } from './mode-at-a-glance.tsx';
import { navigation } from './navigation.ts';
import { useLiveStatus } from './use-live-status.ts';
import { useTabTitle } from './use-tab-title.ts';

/** What is around every screen: the site, its mode at a glance, the way to the other screens. */
export function Shell({ children }: { readonly children: ReactNode }): ReactNode {
  const api = useApi();
  const { texts } = useTexts();
  const { data: status } = useQuery(statusQuery(api));
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const main = useRef<HTMLElement>(null);
  const [isMenuOpen, setMenuOpen] = useState(false);
  const mode = status && modeOnDisplay(status).mode;
  const brand = status?.brand || api.site;
  const isLost = useLostSince(api.connection) !== null;
  useLiveStatus();
  useTabTitle({ brand, mode });

  const shown = useRef(path);
  useEffect(() => {
    setMenuOpen(false);
    // Reading goes on at the new screen, not where the link was.
    if (shown.current !== path) main.current?.focus({ preventScroll: true });
    shown.current = path;
  }, [path]);

  return (
    <div className="shell" data-mode={isLost ? undefined : mode}>
      <button type="button" className="skip-link" onClick={() => main.current?.focus()}>
        {texts.shell.skipToContent}
      </button>
      <header className="shell-header">
        <div className="shell-site">
          <span className="shell-brand" title={brand}>
            {brand}
          </span>
          <span className="quiet shell-product">{texts.shell.product}</span>
        </div>
        <ModeAtAGlance />
        <AccountMenu />
        <button
          type="button"
          className="shell-menu-button"
          aria-expanded={isMenuOpen}
          aria-controls="navigation"
          aria-label={isMenuOpen ? texts.shell.closeNavigation : texts.shell.openNavigation}
          onClick={() => setMenuOpen(!isMenuOpen)}
        >
          <Icon name={isMenuOpen ? 'cross' : 'menu'} />
        </button>
      </header>
      <nav
        id="navigation"
        className="shell-navigation"
        data-open={isMenuOpen}
        aria-label={texts.shell.navigation}
      >
        <ul>
          {navigation.map(({ to, name }) => (
            <li key={to}>
              <Link to={to} className="shell-link" activeOptions={{ exact: to === '/' }}>
                {texts.shell.screens[name]}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <div className="shell-content">
        <ConnectionBar />
        <main id="screen" className="shell-main" ref={main} tabIndex={-1}>
          {children}
        </main>
      </div>
    </div>
  );
}
