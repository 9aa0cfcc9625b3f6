// Sends the form on the help page through a socket, and shows what other tabs send. Without a socket the form is sent
// as any other; while the shop refuses it, nothing can be sent, and what is typed stays.
import { keepSocket } from './live-socket.js';

const form = document.querySelector('#chat-form');
const fields = form?.querySelector('fieldset');

// A form that came switched off says why already.
if (form && !fields.disabled) {
  const list = document.querySelector('.messages');
  const state = document.createElement('p');
  state.setAttribute('role', 'status');
  form.append(state);

  const say = (text, className) => {
    state.textContent = text;
    state.className = text === '' ? '' : className;
  };
  const add = ({ text }) => {
    const item = document.createElement('li');
    item.textContent = text;
    list.append(item);
  };
  const socket = keepSocket({
    path: '/live/chat',
    onMessage(message) {
      if (message.type === 'history') {
        list.replaceChildren();
        message.messages.forEach(add);
      } else if (message.type === 'message') {
        add(message);
        say('Sent. We answer by e-mail.', 'hint');
      } else if (message.type === 'problem') {
        say(message.text, 'message problem');
      }
    },
    onState(name) {
      form.dataset.live = name;
      fields.disabled = name === 'paused';
      say(name === 'paused' ? 'The chat is paused. What you typed is still here.' : '', 'paused');
    },
  });

  form.addEventListener('submit', (event) => {
    const field = form.elements.text;
    if (socket.send(JSON.stringify({ type: 'message', text: field.value }))) {
      event.preventDefault();
      field.value = '';
    }
  });
}
