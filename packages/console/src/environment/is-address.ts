/** Whether a text may be what a link leads to. Nobody is kept from less obvious mistakes here: the control API checks all. */
export function isAddress(text: string): boolean {
  return /^(?:https?:\/\/[^/]|mailto:.|\/(?!\/))/i.test(text.trim());
}
