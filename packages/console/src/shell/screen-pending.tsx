import type { ReactNode } from 'react';
import { Skeleton } from '../components/skeleton.tsx';

/** While a screen is on its way over a slow line. */
export function ScreenPending(): ReactNode {
  return <Skeleton lines={9} />;
}
