import type { BreakGlass, BreakGlassPass, Override } from '@portcullis/gate';
import { exactObject, flag, list, nullable, optional, type Shape, text, whole } from './shape.ts';
import { modeShape } from './switch-shape.ts';

/** What stands in the break-glass file. A person may write it by hand: every part may be left out. */
export type BreakGlassContent = Omit<BreakGlass, 'damaged'>;

const contentShape: Shape<Partial<BreakGlassContent>> = exactObject<Partial<BreakGlassContent>>({
  override: optional(
    nullable(
      exactObject<Override>({
        mode: modeShape,
        reason: text,
        actor: text,
        createdAt: whole,
        expiresAt: whole,
      }),
    ),
  ),
  passes: optional(
    list(
      exactObject<BreakGlassPass>({
        id: text,
        tokenHash: text,
        subject: text,
        reason: text,
        expiresAt: whole,
        redeemed: flag,
      }),
    ),
  ),
  dryRun: optional(nullable(text)),
});

export const breakGlassShape: Shape<BreakGlassContent> = (value, at) => {
  const { override = null, passes = [], dryRun = null } = contentShape(value, at);
  return { override, passes, dryRun };
};
