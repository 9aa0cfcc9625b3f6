// A socket that comes back. `onState` hears 'live', 'interrupted' (it was open, and will be again) or 'paused' (the
// shop refuses it for now: a handshake that fails, such as with 503, or a close with 1012).
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;
// Some proxies take a silent connection for a dead one.
const PING_MS = 25_000;
const SERVICE_RESTART = 1012;

export function keepSocket({ path, onOpen, onMessage, onState }) {
  const address = `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}${path}`;
  let socket = null;
  let waitMs = FIRST_WAIT_MS;
  let timer;

  const open = () => {
    clearTimeout(timer);
    const opening = new WebSocket(address);
    socket = opening;
    let opened = false;
    let pinging;
    opening.addEventListener('open', () => {
      opened = true;
      pinging = setInterval(() => opening.send('ping'), PING_MS);
      onState('live');
      onOpen?.(opening);
    });
    opening.addEventListener('message', ({ data }) => {
      // Not when it opens: a shop that opens and closes it at once is not to be asked every second.
      waitMs = FIRST_WAIT_MS;
      onMessage(JSON.parse(data));
    });
    opening.addEventListener('close', ({ code }) => {
      clearInterval(pinging);
      if (socket !== opening) {
        return;
      }
      socket = null;
      onState(opened && code !== SERVICE_RESTART ? 'interrupted' : 'paused');
      // Not all at once when the shop opens again.
      timer = setTimeout(open, waitMs * (0.5 + Math.random() / 2));
      waitMs = Math.min(LONGEST_WAIT_MS, waitMs * 2);
    });
  };

  // A page with an open socket is not kept for “Back”, and what was typed into it would be lost.
  addEventListener('pagehide', () => {
    clearTimeout(timer);
    const closing = socket;
    socket = null;
    closing?.close();
  });
  // Back on the network: now is a better moment than the next turn.
  addEventListener('online', () => {
    if (socket === null) {
      open();
    }
  });
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) {
      open();
    }
  });
  open();

  return {
    /** False when there is no socket to send by. */
    send(text) {
      if (socket?.readyState !== WebSocket.OPEN) {
        return false;
      }
      socket.send(text);
      return true;
    },
  };
}
