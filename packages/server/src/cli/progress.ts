import { setTimeout as delay } from 'node:timers/promises';
import type { ControlClient } from '../control/control-client.ts';
import type { SiteStatus } from '../control/site-status.ts';
import { phaseWords } from './phase-words.ts';

/** Tells what is waited for whenever that has changed. */
export function createProgress(
  onProgress: (missing: readonly string[]) => void,
): (status: SiteStatus) => void {
  let shown = '';
  return (status) => {
    const lines = missingFrom(status);
    const missing = lines.map(withoutTimes).join('\n');
    if (missing === shown || missing === '') return;
    shown = missing;
    onProgress(lines);
  };
}

/** Tells what is waited for while an answer of the server takes its time. Whatever goes wrong with that, the answer counts. */
export async function withProgress<Answer>(
  client: Pick<ControlClient, 'get'>,
  answer: Promise<Answer>,
  onProgress: (missing: readonly string[]) => void,
): Promise<Answer> {
  const tell = createProgress(onProgress);
  let isOver = false;
  const over = answer.then(
    () => undefined,
    () => undefined,
  );
  const telling = (async () => {
    for (;;) {
      await Promise.race([over, delay(lookEveryMs, undefined, { ref: false })]);
      if (isOver) return;
      const status = await client.get<SiteStatus>('/status').catch(() => null);
      if (!isOver && status !== null) tell(status);
    }
  })();
  try {
    return await answer;
  } finally {
    isOver = true;
    await telling;
  }
}

const lookEveryMs = 500;

/** What the switch waits for, which phase it is in, and who is in the way; the same thing is not said twice. */
function missingFrom({ enforcement, stillness }: SiteStatus): readonly string[] {
  if (stillness === null) return enforcement.missing;
  const { phase, named } = stillness;
  const phaseLine = phase === null || phase === 'watch' ? [] : [phaseWords[phase]];
  return [...new Set([...phaseLine, ...enforcement.missing, ...named])];
}

/** Ages grow all the time; only other facts are news. */
function withoutTimes(line: string): string {
  return line.replace(/\d+(?:\.\d+)? s/g, '');
}
