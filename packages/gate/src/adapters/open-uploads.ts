import type { IncomingMessage } from 'node:http';
import type { Gate, Judgement, Logger, RawRequest } from '../runtime/for-adapters.ts';

/** Requests that were let in and whose bodies still come, each judged again when the switch changes. */
export interface OpenUploads {
  add(incoming: IncomingMessage, upload: OpenUpload): void;
  remove(incoming: IncomingMessage): void;
  /** The switch has changed. */
  judgeAgain(): void;
  close(): void;
}

export interface OpenUpload {
  readonly raw: RawRequest;
  /** The window lets it through on purpose: from here on it counts as this judgement does, and nobody waits for it. */
  recount(judgement: Judgement): void;
}

export interface OpenUploadsOptions {
  readonly gate: Pick<Gate, 'judge' | 'view'>;
  readonly logger: Pick<Logger, 'warn'>;
  /**
   * Uploads that a change of the switch refuses may go on for this long; then they are cut, so that nobody who sends
   * slowly decides when the change is enforced.
   */
  readonly graceMs: number;
}

/** What a host gives uploads unless it is told otherwise. */
export const defaultUploadGraceMs = 60_000;

export function createOpenUploads({ gate, logger, graceMs }: OpenUploadsOptions): OpenUploads {
  const uploads = new Map<IncomingMessage, OpenUpload>();
  let grace: ReturnType<typeof setTimeout> | undefined;

  /** What only its body would allow is refused: half of it is gone already. */
  async function judge(incoming: IncomingMessage, upload: OpenUpload, isTimeUp: boolean): Promise<void> {
    const { raw } = upload;
    try {
      const judgement = await gate.judge(raw, { view: gate.view() });
      const { decision } = judgement;
      if (decision.kind === 'allow') {
        if (decision.approved) upload.recount(judgement);
      } else if (isTimeUp && !incoming.complete) {
        logger.warn({ method: raw.method }, 'portcullis: an upload that would be refused now is cut');
        incoming.socket.destroy();
      }
    } catch (error) {
      logger.warn({ error }, 'portcullis: an upload could not be judged; it is cut');
      incoming.socket.destroy();
    }
  }

  function judgeAll(isTimeUp: boolean): void {
    for (const [incoming, upload] of uploads) {
      if (incoming.complete) uploads.delete(incoming);
      else void judge(incoming, upload, isTimeUp);
    }
  }

  return {
    add: (incoming, upload) => void uploads.set(incoming, upload),
    remove: (incoming) => void uploads.delete(incoming),
    judgeAgain() {
      clearTimeout(grace);
      // Nobody waits for an instance without its store: the others count it as strict, so nothing may go on arriving.
      const isTimeUp = gate.view().snapshot.why === 'store-lost';
      judgeAll(isTimeUp);
      if (!isTimeUp && uploads.size > 0) grace = setTimeout(judgeAll, graceMs, true).unref();
    },
    close: () => clearTimeout(grace),
  };
}

/** Whether more of the body is to come. */
export function isStillComing({ complete, headers }: IncomingMessage): boolean {
  const { 'content-length': length, 'transfer-encoding': coding } = headers;
  return !complete && (coding !== undefined || (length !== undefined && length !== '0'));
}
