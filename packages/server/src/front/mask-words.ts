import type { Judgement, ProductionDuties, TechnicalError } from '@portcullis/gate';
import type { MaskedError, MaskWords } from '@portcullis/gate/production';

/** Keeps a technical error of the application for those who may know, and gives it an id. */
export type ReportError = (found: TechnicalError) => string;

export interface MaskWordsInput {
  readonly judgement: Judgement;
  readonly duties: ProductionDuties;
  /** As the application sent it. */
  readonly status: number;
  readonly report: ReportError;
}

/** What the reader of one request is told instead of its errors. Made for each response, read only where there is one. */
export function wordsFor({ judgement, duties, status, report }: MaskWordsInput): MaskWords {
  const { request, known } = judgement;
  return {
    report: (found: MaskedError) =>
      report({
        ...found,
        method: request.raw.method,
        target: request.target.path,
        status,
        subject: known.identity?.subject ?? null,
        role: known.identity?.role ?? 'visitor',
        clientAddress: request.client.address,
      }),
    text: (id) => duties.words().text(id),
    page: (id) => duties.words().page(id),
  };
}
