/** At the start of a line and before its message, as every language writes it. */
const line =
  /^(?:PHP )?(?:Uncaught |Caused by: |Fatal error: +Uncaught )?([A-Za-z_$][\w.$\\]{2,120})(?::|$)/gm;
const sounds = /(?:Error|Exception|Violation|Failure|Interrupt|Exit|Warning)$/;

/** What an exception is called in its trace; Python's comes last, all others' first, so the first that sounds like one. */
export function exceptionName(text: string): string | null {
  for (const [, name] of text.matchAll(line)) {
    if (name !== undefined && sounds.test(name)) return name;
  }
  return null;
}
