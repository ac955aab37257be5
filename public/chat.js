// The chat page: shows what streams in, sends what is typed or pressed. No library, no build.

import { readEvents } from './event-stream.js';

const chat = document.getElementById('chat');
const list = document.getElementById('messages');
const scroll = document.getElementById('scroll');
const composer = document.getElementById('composer');
const input = document.getElementById('text');
const sendButton = composer.querySelector('.send');
const state = document.getElementById('state');
const typing = document.getElementById('typing');
const empty = document.getElementById('empty');
const toNewest = document.getElementById('newest');

const texts = JSON.parse(chat.dataset.texts);
const language = document.documentElement.lang;
const token = framedToken(chat.dataset.token);
// Times as the reader is used to, where the browser speaks the page's language.
const timeLocale =
  navigator.languages.find((tag) => tag.split('-')[0] === language.split('-')[0]) ?? language;
const query = `lang=${encodeURIComponent(language)}`;

let lastId = chat.dataset.last === '' ? null : Number(chat.dataset.last);
/** Said here and not yet seen in the stream, oldest first. */
const pending = [];
let typingTimer;

// In a frame on another website neither cookies nor storage of ours can be relied on. The shop's page keeps the
// chat's token for us (embed.js) and hands it over behind the #, which no server sees.
function framedToken(fresh) {
  if (fresh === undefined) return null;
  const known = location.hash.slice(1);
  history.replaceState(null, '', location.pathname + location.search);
  if (known !== '') return known;
  tellShop(fresh);
  return fresh;
}

function tellShop(kept) {
  window.parent.postMessage({ hawkerChat: kept }, '*');
}

// The shop's key was changed: what was kept is worth nothing, the next page begins anew.
function forgetToken() {
  if (token === null || token === chat.dataset.token) return;
  tellShop(null);
  location.reload();
}

const headers = (more = {}) => (token === null ? more : { ...more, 'X-Hawker-Chat': token });

// ——— what streams in ———

async function listen() {
  let failures = 0;
  for (;;) {
    const openedAt = Date.now();
    try {
      await readStream();
    } catch {
      // Shown below; the next try begins behind the last message seen.
    }
    failures = Date.now() - openedAt > 5_000 ? 0 : failures + 1;
    setOnline(false);
    const pauseMs = Math.min(500 * 2 ** Math.min(failures, 4), 8_000) * (0.5 + Math.random() / 2);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

async function readStream() {
  const after = lastId === null ? {} : { 'Last-Event-ID': String(lastId) };
  const response = await fetch(`/chat/stream?${query}`, {
    headers: headers(after),
    cache: 'no-store',
  });
  if (response.status === 401) forgetToken();
  if (!response.ok || response.body === null) throw new Error(String(response.status));
  setOnline(true);
  await readEvents(response, show);
}

function show({ id, direction, text, html }) {
  if (lastId !== null && id <= lastId) return;
  lastId = id;
  const follow = isAtEnd() || direction === 'in';
  if (direction === 'in') settle(text);
  else setTyping(false);
  const template = document.createElement('template');
  template.innerHTML = html;
  const item = template.content.firstElementChild;
  list.insertBefore(item, list.querySelector('.message.pending'));
  dress(item);
  empty.hidden = true;
  if (follow) scrollToEnd();
  else toNewest.hidden = false;
}

/** The bubble that stood in for something said is replaced by the real one. */
function settle(text) {
  const index = pending.findIndex((each) => each.text === text);
  if (index === -1) return;
  const [{ item }] = pending.splice(index, 1);
  item.remove();
}

// ——— what is said ———

function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}

function say(saying, text) {
  const said = { text, saying: { ...saying, id: newId() }, item: null };
  if (text !== null) {
    said.item = pendingItem(text);
    pending.push(said);
    list.append(said.item);
    empty.hidden = true;
    scrollToEnd();
  }
  return post(said);
}

async function post(said) {
  setTyping(true);
  try {
    const response = await fetch(`/chat/events?${query}`, {
      method: 'POST',
      headers: headers({ 'Content-Type': 'application/json' }),
      body: JSON.stringify(said.saying),
    });
    if (response.ok) return true;
    fail(said, problemText(response.status));
  } catch {
    fail(said, texts.notSent);
  }
  setTyping(false);
  return false;
}

function problemText(status) {
  if (status === 429) return texts.tooFast;
  return status === 410 ? texts.gone : texts.notSent;
}

function pendingItem(text) {
  const item = document.createElement('li');
  item.className = 'message in pending';
  const bubble = document.createElement('p');
  bubble.className = 'bubble';
  bubble.textContent = text;
  const note = document.createElement('p');
  note.className = 'when';
  note.textContent = texts.sending;
  item.append(bubble, note);
  return item;
}

/** Shows what went wrong under the bubble, with a way to try the very same thing once more. */
function fail(said, problem) {
  if (said.item === null) return;
  said.item.classList.add('failed');
  const note = said.item.querySelector('.when');
  const retry = document.createElement('button');
  retry.type = 'button';
  retry.className = 'quiet-button';
  retry.textContent = texts.retry;
  retry.addEventListener('click', () => {
    said.item.classList.remove('failed');
    note.textContent = texts.sending;
    void post(said);
  });
  note.replaceChildren(`${problem} `, retry);
}

composer.addEventListener('submit', (event) => {
  event.preventDefault();
  const text = input.value.trim();
  if (text === '') return;
  input.value = '';
  grow();
  void say({ kind: 'message', text }, text);
  input.focus();
});

input.addEventListener('keydown', (event) => {
  // While an input method is composing (pinyin, say), Enter chooses a word.
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  composer.requestSubmit();
});

input.addEventListener('input', grow);

function grow() {
  sendButton.disabled = input.value.trim() === '';
  input.style.setProperty('height', 'auto');
  input.style.setProperty('height', `${Math.min(input.scrollHeight, 140)}px`);
}

list.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-action]');
  if (button === null) return;
  const messageId = Number(button.closest('[data-id]').dataset.id);
  button.disabled = true;
  setTimeout(() => {
    button.disabled = false;
  }, 1_500);
  void say({ kind: 'action', messageId, action: button.dataset.action }, button.textContent);
});

// ——— how it looks ———

function setOnline(isOnline) {
  state.textContent = isOnline ? texts.online : texts.reconnecting;
  state.classList.toggle('offline', !isOnline);
}

function setTyping(isTyping) {
  clearTimeout(typingTimer);
  typing.hidden = !isTyping;
  if (!isTyping) return;
  typingTimer = setTimeout(() => setTyping(false), 12_000);
  if (isAtEnd()) scrollToEnd();
}

function isAtEnd() {
  return scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 120;
}

function scrollToEnd() {
  toNewest.hidden = true;
  scroll.scrollTop = scroll.scrollHeight;
}

toNewest.addEventListener('click', scrollToEnd);
scroll.addEventListener('scroll', () => {
  if (isAtEnd()) toNewest.hidden = true;
});
// A picture that arrives later must not push the newest words out of sight.
list.addEventListener('load', () => isAtEnd() && scrollToEnd(), true);

function dress(item) {
  const time = item.querySelector('time[data-at]');
  if (time === null) return;
  const at = new Date(Number(time.dataset.at));
  time.textContent = at.toLocaleTimeString(timeLocale, { hour: '2-digit', minute: '2-digit' });
  time.title = at.toLocaleString(timeLocale);
  const day = at.toDateString();
  if (day === dress.day) return;
  dress.day = day;
  const isToday = day === new Date().toDateString();
  item.dataset.day = isToday
    ? texts.today
    : at.toLocaleDateString(timeLocale, { weekday: 'long', day: 'numeric', month: 'long' });
}

for (const item of list.children) dress(item);
scrollToEnd();
if (matchMedia('(pointer: fine)').matches) input.focus({ preventScroll: true });
grow();

// ——— the beginning ———

const payload = chat.dataset.start;
if (payload !== undefined) {
  void say({ kind: 'start', payload }, null).then((isSaid) => {
    // Loading the page again must not open the link again.
    if (isSaid) history.replaceState(null, '', location.pathname);
  });
} else if (lastId === null && (token === null || token === chat.dataset.token)) {
  void say({ kind: 'start', payload: null }, null);
}

// The other language is another page of the same chat.
if (token !== null) document.querySelector('.quiet-link').hash = token;

void listen();
