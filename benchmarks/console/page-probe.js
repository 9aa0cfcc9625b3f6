// Runs in the page before anything of it does, and measures from inside: what is asked from outside would be measured, too.
(() => {
  const shifts = [];
  const longTasks = [];
  const inputs = [];
  const frames = [];
  let opening = Promise.resolve(null);
  const observe = (type, take, options) =>
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({
      type,
      buffered: true,
      ...options,
    });
  observe('layout-shift', ({ startTime, value, hadRecentInput }) =>
    shifts.push({ at: startTime, value, hadRecentInput }),
  );
  observe('longtask', ({ startTime, duration }) => longTasks.push({ at: startTime, ms: duration }));
  observe(
    'event',
    ({ name, startTime, duration }) => {
      if (name === 'keydown' || name === 'input') inputs.push({ at: startTime, ms: duration });
    },
    { durationThreshold: 16 },
  );

  const isThere = ({ selector, least = 1 }) =>
    document.querySelectorAll(selector).length >= least && document.querySelector('main .skeleton') === null;

  /** Painted with it, and the main thread has nothing to do. */
  const usable = (wanted, since) =>
    new Promise((resolve) => {
      const look = () => {
        if (!isThere(wanted)) return void requestAnimationFrame(look);
        requestAnimationFrame(() => {
          const shownAt = performance.now();
          requestIdleCallback(() =>
            resolve({ shownMs: shownAt - since(), usableMs: performance.now() - since() }),
          );
        });
      };
      look();
    });

  globalThis.probe = {
    /** From the beginning of the navigation. */
    loaded: (wanted) => usable(wanted, () => 0),
    /** Waits for the next click; `opened` tells what came of it. */
    awaitClick(wanted) {
      opening = new Promise((resolve) => {
        const onClick = ({ timeStamp }) =>
          void usable(wanted, () => timeStamp).then((times) => resolve({ ...times, clickedAt: timeStamp }));
        addEventListener('click', onClick, { capture: true, once: true });
      });
    },
    opened: () => opening,
    /** Layout shift since a time; of what follows an input within half a second the standard counts nothing. */
    shiftSince(at) {
      const later = shifts.filter((shift) => shift.at >= at);
      const sum = (some) => some.reduce((all, { value }) => all + value, 0);
      return { counted: sum(later.filter(({ hadRecentInput }) => !hadRecentInput)), all: sum(later) };
    },
    longTasksSince: (at) => longTasks.filter((task) => task.at >= at).map(({ ms }) => ms),
    inputsSince: (at) => inputs.filter((input) => input.at >= at).map(({ ms }) => ms),
    countFrames() {
      let last = performance.now();
      const next = (at) => {
        frames.push(at - last);
        last = at;
        requestAnimationFrame(next);
      };
      requestAnimationFrame(next);
    },
    frames: () => frames.splice(0),
  };
})();
