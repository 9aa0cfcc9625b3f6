/** What of held webhooks every decision must know. */
export interface HeldSource {
  /** The names of webhooks (`webhookName`) that have requests which later ones wait behind. */
  waiting(site: string): Promise<readonly string[]>;
}
