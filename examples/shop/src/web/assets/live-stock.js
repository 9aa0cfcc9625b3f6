// Keeps the stock on a product's page up to date. Refused or closed, the page stays as the shop sent it and says so.
import { keepSocket } from './live-socket.js';

const STATES = {
  live: '',
  interrupted: 'Live updates are interrupted.',
  paused: 'Live updates are paused.',
};

for (const note of document.querySelectorAll('[data-live-stock]')) {
  const product = note.dataset.liveStock;
  const state = document.createElement('p');
  state.className = 'hint live-state';
  state.setAttribute('role', 'status');
  note.after(state);
  keepSocket({
    path: '/live/stock',
    onOpen: (socket) => socket.send(JSON.stringify({ type: 'subscribe', product })),
    onMessage(message) {
      if (message.type === 'stock' && message.product === product) {
        note.textContent = message.text;
        note.classList.toggle('none', message.stock === 0);
        note.dataset.level = message.stock;
      }
    },
    onState(name) {
      state.textContent = STATES[name];
    },
  });
}
