import { lazy, type ReactNode, Suspense, useSyncExternalStore } from 'react';
import { useApi } from '../api/site-api.ts';

const ReauthenticationDialog = lazy(async () => ({
  default: (await import('../screens/sign-in/reauthentication-dialog.tsx')).ReauthenticationDialog,
}));

/** Shows the dialog while a request waits for a new proof of who asks. */
export function ReauthenticationGate(): ReactNode {
  const { confirmation } = useApi();
  const isAsked = useSyncExternalStore(confirmation.subscribe, confirmation.isAsked);
  return (
    isAsked && (
      <Suspense>
        <ReauthenticationDialog />
      </Suspense>
    )
  );
}
