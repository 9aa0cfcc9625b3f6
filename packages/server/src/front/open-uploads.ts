import type { IncomingMessage } from 'node:http';
import type { Gate, Judgement } from '@portcullis/gate';
import type { Logger } from '../observe/logger.ts';

type Running = ReturnType<Gate['begin']>;

/** Requests that were let in and whose bodies still come, each judged again when the switch changes. */
export interface OpenUploads {
  /** Whatever `running` counts for is counted by what is returned from here on. */
  add(incoming: IncomingMessage, judgement: Judgement, running: Running): OpenUpload;
  /** The switch has changed. */
  judgeAgain(): void;
  close(): void;
}

export interface OpenUpload {
  /** As the request counts now. */
  running(): Running;
  remove(): void;
}

export interface OpenUploadsOptions {
  readonly gate: Pick<Gate, 'judge' | 'view' | 'begin' | 'end'>;
  readonly logger: Logger;
  /**
   * Uploads that a change of the switch refuses may go on for this long; then they are cut, so that nobody who sends
   * slowly decides when the change is enforced.
   */
  readonly graceMs: number;
}

interface Upload {
  readonly incoming: IncomingMessage;
  readonly judgement: Judgement;
  running: Running;
}

export function createOpenUploads({ gate, logger, graceMs }: OpenUploadsOptions): OpenUploads {
  const uploads = new Map<IncomingMessage, Upload>();
  let grace: ReturnType<typeof setTimeout> | undefined;

  /** What only its body would allow is refused: half of it is gone already. */
  async function judge(upload: Upload, isTimeUp: boolean): Promise<void> {
    try {
      const { raw } = upload.judgement.request;
      const judgement = await gate.judge(raw, { view: gate.view() });
      const { decision } = judgement;
      if (decision.kind === 'allow') {
        if (decision.approved && !upload.running.ended) count(upload, judgement);
      } else if (isTimeUp) {
        logger.info({ method: raw.method }, 'an upload that would be refused now is cut');
        upload.incoming.socket.destroy();
      }
    } catch (error) {
      logger.error({ error }, 'an upload could not be judged; it is cut');
      upload.incoming.socket.destroy();
    }
  }

  /** The window lets it through on purpose: nobody waits for its end. */
  function count(upload: Upload, judgement: Judgement): void {
    gate.end(upload.running);
    upload.running = gate.begin(judgement);
  }

  function judgeAll(isTimeUp: boolean): void {
    for (const upload of uploads.values()) if (!upload.incoming.complete) void judge(upload, isTimeUp);
  }

  return {
    add(incoming, judgement, running) {
      const upload: Upload = { incoming, judgement, running };
      uploads.set(incoming, upload);
      return { running: () => upload.running, remove: () => void uploads.delete(incoming) };
    },
    judgeAgain() {
      clearTimeout(grace);
      // Nobody waits for an instance without its store: the others count it as strict, so nothing may go on arriving.
      const isTimeUp = gate.view().snapshot.why === 'store-lost';
      judgeAll(isTimeUp);
      if (!isTimeUp) grace = setTimeout(judgeAll, graceMs, true).unref();
    },
    close: () => clearTimeout(grace),
  };
}
