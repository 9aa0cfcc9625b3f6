import type { Pass } from '@portcullis/gate';

/** Neither expired nor revoked, redeemed or not. `expiresAt` is exclusive. */
export function isAlive(pass: Pass, now: number): boolean {
  return pass.revokedAt === null && pass.expiresAt > now;
}

/** Whether a pass may be redeemed while `windowId` is the open window (null = none is). */
export function isRedeemable(pass: Pass, windowId: string | null, now: number): boolean {
  return (
    isAlive(pass, now) && pass.redeemedAt === null && (pass.windowId === null || pass.windowId === windowId)
  );
}

/** A pass on its way through a change of the switch: it joins the window that opens and dies with its own. */
export function passAfterChange(
  pass: Pass,
  window: { readonly before: string | null; readonly after: string | null },
  now: number,
): Pass {
  if (pass.revokedAt !== null || window.before === window.after) return pass;
  if (window.before !== null && pass.windowId === window.before) return { ...pass, revokedAt: now };
  if (window.after !== null && pass.windowId === null) return { ...pass, windowId: window.after };
  return pass;
}
