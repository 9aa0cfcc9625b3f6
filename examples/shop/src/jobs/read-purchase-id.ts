/** Of a job about an order. */
export function readPurchaseId(job: string, data: object): number {
  const purchaseId = 'purchaseId' in data ? data.purchaseId : null;
  if (typeof purchaseId !== 'number' || !Number.isSafeInteger(purchaseId)) {
    throw new Error(
      `Expected a job of ${job} to carry {"purchaseId": NUMBER}, got ${JSON.stringify(data).slice(0, 200)}.`,
    );
  }
  return purchaseId;
}
