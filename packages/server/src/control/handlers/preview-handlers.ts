import {
  type Gate,
  type Policy,
  parseNotice,
  parseSettings,
  policyWithSettings,
  previewAnswers,
} from '@portcullis/gate';
import { requireKnownAreas } from '../../switching/turn.ts';
import { identityOf } from '../api/caller.ts';
import type { Handlers } from '../api/handlers.ts';
import type { switchRoutes } from '../api/switch-routes.ts';
import { framedPage, keepPreviews } from '../previews.ts';

export interface PreviewHandlersOptions {
  readonly gate: Gate;
}

export function createPreviewHandlers({
  gate,
}: PreviewHandlersOptions): Pick<Handlers<typeof switchRoutes>, 'preview' | 'previewPage'> {
  const previews = keepPreviews();

  function policyWith(settings: Readonly<Record<string, unknown>> | null): Policy {
    const { presented, snapshot } = gate.view();
    if (settings === null) return presented;
    return policyWithSettings(snapshot.compiled.policy, parseSettings(settings).settings);
  }

  return {
    preview(context) {
      const { mode, areas, notice, reason, expected, settings } = context.req.valid('json');
      requireKnownAreas(gate, Object.keys(areas));
      const { switch: current } = gate.view().snapshot;
      const now = Date.now();
      const answers = previewAnswers({
        switch: {
          ...current,
          mode,
          areas,
          notice: parseNotice(notice),
          reason,
          expected,
          expires: null,
          since: now,
        },
        policy: policyWith(settings),
        nowMs: now,
      });
      const { program } = answers;
      return context.json(
        {
          ...previews.keep(answers, identityOf(context.var.caller)),
          languages: [...answers.languages],
          colors: answers.colors,
          json: {
            status: program.status,
            headers: Object.fromEntries(program.headers),
            body: bodyOf(program.body),
          },
          errorTexts: Object.fromEntries(answers.languages.map((tag) => [tag, answers.error.text(tag)])),
        },
        201,
      );
    },
    previewPage(context) {
      const { id } = context.req.valid('param');
      const { language, theme, shows } = context.req.valid('query');
      const answers = previews.find(id);
      const offered = answers.languages.find((tag) => tag.toLowerCase() === language?.toLowerCase()) ?? null;
      const { page } = shows === 'error' ? answers.error : answers;
      const { headers, body } = framedPage(page(offered, theme ?? null));
      return context.body(body, 200, headers);
    },
  };
}

/** An open site answers a program in plain words. */
function bodyOf(text: string) {
  try {
    return JSON.parse(text) as null;
  } catch {
    return text;
  }
}
