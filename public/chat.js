// The chat page: shows what streams in, sends what is typed or pressed. No library, no build.

import { openComposer } from './chat-composer.js';
import { openFrame } from './chat-frame.js';
import { keepListening } from './chat-line.js';
import { openOutbox } from './chat-outbox.js';
import { openPending } from './chat-pending.js';
import { followNewest } from './chat-scroll.js';
import { timesIn } from './chat-times.js';
import { openUnread } from './chat-unread.js';

const byId = (id) => document.getElementById(id);
const chat = byId('chat');
const list = byId('messages');
const log = byId('log');
const scroll = byId('scroll');
const input = byId('text');
const state = byId('state');
const typing = byId('typing');
const typingSaid = byId('typing-said');
const empty = byId('empty');
const toNewest = byId('newest');
const earlier = byId('earlier');

const texts = JSON.parse(chat.dataset.texts);
const { account = '' } = chat.dataset;
const language = document.documentElement.lang;
const title = document.title;
const frame = openFrame(chat.dataset.token);
const times = timesIn(language, texts);
const query = new URLSearchParams({ lang: language, ...(account !== '' && { account }) });
const headers = (more = {}) =>
  frame.token === null ? more : { ...more, 'X-Hawker-Chat': frame.token };

/** Names the chat in this browser, to nobody else's use. */
const ownName = frame.token?.slice(-12) ?? chat.dataset.chat;

let lastId = chat.dataset.last === '' ? null : Number(chat.dataset.last);
let lastOutId = 0;
/** A page in a closed panel is not looked at, though the browser calls it visible. */
let isPanelOpen = !frame.isFramed;

const pending = openPending({ list, texts, onAdd: () => view.toEnd() });

const unread = openUnread({
  place: frame.isFramed ? null : `hawker-read ${ownName}`,
  read: frame.read,
  onChange({ count, read }) {
    document.title = count === 0 ? title : `(${count}) ${title}`;
    toNewest.textContent = `${texts.newMessages}${count === 0 ? '' : ` (${count})`}`;
    frame.tell({ unread: count, read });
  },
});

const outbox = openOutbox({
  place: `hawker-outbox ${ownName}`,
  post: (saying) =>
    fetch(`/chat/events?${query}`, {
      method: 'POST',
      headers: headers({ 'Content-Type': 'application/json' }),
      body: JSON.stringify(saying),
      signal: AbortSignal.timeout(15_000),
    }),
  onChange: showSaid,
});

// ——— what streams in ———

function openStream() {
  const after = lastId === null ? {} : { 'Last-Event-ID': String(lastId) };
  // What was said long ago is not read out as if it were said now.
  if (lastId === null) log.setAttribute('aria-live', 'off');
  return fetch(`/chat/stream?${query}`, { headers: headers(after), cache: 'no-store' });
}

function show({ id, direction, said, html }) {
  if (lastId !== null && id <= lastId) return;
  lastId = id;
  const [item] = itemsOf(html);
  if (direction === 'in') {
    pending.drop(said);
  } else {
    lastOutId = id;
    setTyping(false);
  }
  list.insertBefore(item, pending.first());
  times.dress(item);
  times.separate(list);
  empty.hidden = true;
  if (direction === 'out') unread.came(id);
  if (direction === 'in') view.toEnd();
  else view.grew();
  look();
}

function caughtUp() {
  log.setAttribute('aria-live', 'polite');
  // Nothing is known of what was read: what is there already is not news.
  if (unread.read() === null) unread.readUpTo(lastId);
  earlier.hidden = list.querySelectorAll('.message[data-id]').length < 50;
}

function itemsOf(html) {
  const template = document.createElement('template');
  template.innerHTML = html;
  return [...template.content.children];
}

// ——— what was said before ———

let isFetching = false;

async function fetchEarlier() {
  const first = list.querySelector('.message[data-id]');
  if (isFetching || earlier.hidden || first === null) return;
  isFetching = true;
  try {
    const before = `before=${first.dataset.id}`;
    const response = await fetch(`/chat/history?${query}&${before}`, { headers: headers() });
    if (response.ok) showEarlier(await response.json());
  } catch {
    // The button stays.
  }
  isFetching = false;
}

function showEarlier({ html, hasEarlier }) {
  const items = itemsOf(html);
  for (const item of items) times.dress(item);
  const hadFocus = document.activeElement === earlier;
  const fromEnd = scroll.scrollHeight - scroll.scrollTop;
  log.setAttribute('aria-live', 'off');
  list.prepend(...items);
  times.separate(list);
  earlier.hidden = !hasEarlier;
  // What the reader looks at stays where it is.
  scroll.scrollTop = scroll.scrollHeight - fromEnd;
  if (hadFocus && !hasEarlier) scroll.focus({ preventScroll: true });
  setTimeout(() => log.setAttribute('aria-live', 'polite'), 500);
}

earlier.addEventListener('click', fetchEarlier);

// ——— what is said ———

function showSaid(said) {
  if (said.state === 'sent') return isSent(said.saying, said.answer);
  if (said.state === 'refused') setTyping(false);
  if (said.text === null) return;
  pending.show(said);
  empty.hidden = true;
}

function isSent({ kind, id: saidId }, { id, isAnswered }) {
  // Loading the page again must not open the link again.
  if (kind === 'start' && location.search.includes('start=')) {
    const kept = new URLSearchParams(location.search);
    kept.delete('start');
    history.replaceState(null, '', `${location.pathname}${kept.size > 0 ? `?${kept}` : ''}`);
  }
  // A page that was loaded meanwhile may have it in its history already.
  if (pending.isThere(saidId)) pending.drop(saidId);
  // The answer may have been quicker than this.
  if (isAnswered && (id === null ? lastOutId === 0 : lastOutId < id)) setTyping(true);
}

openComposer(byId('composer'), (text) => void outbox.add({ kind: 'message', text }, text));

list.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-action]');
  if (button === null) return;
  const messageId = Number(button.closest('[data-id]').dataset.id);
  // Once is enough; a disabled button would lose the keyboard's place.
  if (button.ariaDisabled === 'true') return;
  button.ariaDisabled = 'true';
  setTimeout(() => {
    button.ariaDisabled = null;
  }, 1_500);
  void outbox.add({ kind: 'action', messageId, action: button.dataset.action }, button.textContent);
});

// ——— how it looks ———

function setOnline(isOnline) {
  const words = isOnline ? texts.online : texts.reconnecting;
  if (state.textContent !== words) state.textContent = words;
  state.classList.toggle('offline', !isOnline);
}

let typingTimer;

function setTyping(isTyping) {
  clearTimeout(typingTimer);
  typing.hidden = !isTyping;
  typingSaid.textContent = isTyping ? typingSaid.dataset.text : '';
  if (isTyping) typingTimer = setTimeout(() => setTyping(false), 8_000);
  if (view.isFollowing()) view.toEnd();
}

/** Whoever sees the newest message has read it all. */
function look() {
  const isLooking = isPanelOpen && document.visibilityState === 'visible';
  if (isLooking && view.isFollowing()) unread.readUpTo(lastId);
}

const view = followNewest({
  scroll,
  list,
  button: toNewest,
  onMove() {
    if (scroll.scrollTop < 200) void fetchEarlier();
    look();
  },
});

toNewest.addEventListener('click', () => {
  view.toEnd();
  look();
  input.focus({ preventScroll: true });
});

document.addEventListener('visibilitychange', () => {
  look();
  if (document.visibilityState !== 'visible') return;
  times.separate(list);
  listenNow();
});
window.addEventListener('online', () => {
  listenNow();
  void outbox.flush();
});

// Where a finger points, a focused line would bring up a keyboard that nobody asked for.
function focusFirst() {
  const isFinger = !matchMedia('(pointer: fine)').matches;
  (isFinger ? scroll : input).focus({ preventScroll: true });
}

// ——— in a frame ———

if (frame.isFramed) {
  frame.onPanel((isOpen) => {
    isPanelOpen = isOpen;
    look();
    // A panel that was closed had no height to scroll in.
    if (!isOpen) return;
    if (view.isFollowing()) view.toEnd();
    focusFirst();
  });
  const close = () => frame.tell({ close: true });
  byId('close').addEventListener('click', close);
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !event.isComposing) close();
  });
  byId('language').addEventListener('click', ({ currentTarget }) => {
    currentTarget.hash = frame.hash(unread.read());
  });
}

// ——— the beginning ———

for (const item of list.children) times.dress(item);
times.separate(list);
lastOutId = Number([...list.querySelectorAll('.message.out')].at(-1)?.dataset.id ?? 0);
for (const { saying, text } of outbox.waiting()) {
  showSaid({ saying, text, state: 'waiting' });
  // It went through after all, and only its answer was lost.
  if (pending.isThere(saying.id)) pending.drop(saying.id);
}
view.toEnd();
look();
if (!frame.isFramed) focusFirst();

const payload = chat.dataset.start;
if (payload !== undefined) void outbox.add({ kind: 'start', payload }, null);
else if (lastId === null && frame.isNew) void outbox.add({ kind: 'start', payload: null }, null);

const listenNow = keepListening({
  open: openStream,
  handlers: { message: show, 'caught-up': caughtUp },
  onOnline(isOnline, status) {
    setOnline(isOnline);
    if (status === 401) frame.forget();
    if (isOnline) void outbox.flush();
  },
});
