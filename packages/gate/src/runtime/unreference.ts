/** Timers of Node keep a process alive; other runtimes have no such thing. */
export function unreference(timer: unknown): void {
  if (typeof timer === 'object' && timer !== null && 'unref' in timer && typeof timer.unref === 'function')
    timer.unref();
}
