// One line in a shop's page gives it a chat:
//   <script src="https://hawker.example/widget.js" async></script>
// Optional: data-account="NAME" (of several web chats), data-lang="zh-CN" (the page's unless given),
// data-color="#0f766e", data-side="left", data-label="Chat with us", data-start="TOKEN".
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a classic script has no other scope of its own.
(() => {
  const script = document.currentScript;
  if (script === null || window.hawkerChat) return;
  // A second copy of this line finds the first one's work, and adds nothing.
  window.hawkerChat = { open: () => undefined, close: () => undefined };

  const wishes = script.dataset;
  const language = wishes.lang || document.documentElement.lang || navigator.language;
  const isChinese = /^zh/i.test(language);
  const label = wishes.label ?? (isChinese ? '与我们聊天' : 'Chat with us');
  const url = new URL('/chat', script.src);
  url.searchParams.set('embed', '1');
  url.searchParams.set('lang', language);
  if (wishes.account) url.searchParams.set('account', wishes.account);
  if (wishes.start) url.searchParams.set('start', wishes.start);
  const keptAs = `hawker-chat ${url.origin} ${wishes.account ?? ''}`.trim();

  const speech =
    'M4 4h16a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-7l-5 4v-4H4a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2z';
  const cross =
    'm12 10.6 5.3-5.3 1.4 1.4-5.3 5.3 5.3 5.3-1.4 1.4-5.3-5.3-5.3 5.3-1.4-1.4 5.3-5.3-5.3-5.3 1.4-1.4z';
  const edge = wishes.side === 'left' ? 'left' : 'right';
  const styles = `
    :host { all: initial; position: fixed; bottom: 20px; ${edge}: 20px; z-index: 2147483000; }
    button { position: relative; width: 60px; height: 60px; border: 0; border-radius: 30px; color: #fff;
      background: #0f766e; cursor: pointer; display: grid; place-items: center; transition: transform .15s;
      box-shadow: 0 6px 24px rgb(0 0 0 / .25); -webkit-tap-highlight-color: transparent; }
    button:hover { transform: scale(1.05); }
    button:focus-visible { outline: 3px solid #fff; outline-offset: -6px; box-shadow: 0 0 0 3px #1d2625; }
    svg { width: 28px; height: 28px; fill: currentColor; }
    b { position: absolute; top: -4px; right: -4px; min-width: 22px; height: 22px; padding: 0 6px;
      box-sizing: border-box; border-radius: 11px; background: #b3261e; color: #fff;
      font: 600 13px/22px system-ui, sans-serif; }
    iframe { position: fixed; bottom: 92px; ${edge}: 20px; width: min(400px, calc(100vw - 40px));
      height: min(640px, calc(100vh - 112px)); border: 0; border-radius: 16px; background: Canvas;
      box-shadow: 0 12px 48px rgb(0 0 0 / .3); }
    [hidden] { display: none; }
    @media (max-width: 480px), (max-height: 420px) {
      iframe { inset: 0; width: 100vw; height: 100vh; height: 100dvh; border-radius: 0; }
      :host(.open) button { display: none; }
    }
    @media (prefers-reduced-motion: reduce) { button { transition: none; } }
    @media print { :host { display: none; } }`;

  // Its own tree: the shop's styles stay out, ours stay in.
  const host = document.createElement('div');
  const root = host.attachShadow({ mode: 'open' });
  const button = document.createElement('button');
  const badge = document.createElement('b');
  let kept = readKept();
  let frame;
  let isOpen = false;

  function dress() {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
    root.adoptedStyleSheets = [sheet];
    button.type = 'button';
    button.innerHTML = '<svg viewBox="0 0 24 24" aria-hidden="true"><path/></svg>';
    if (CSS.supports('color', wishes.color ?? '')) button.style.background = wishes.color;
    badge.ariaHidden = 'true';
    button.append(badge);
    root.append(button);
    show(0);
  }

  function show(unread) {
    badge.hidden = unread === 0 || isOpen;
    badge.textContent = unread > 99 ? '99+' : String(unread);
    const news = isChinese ? `，${unread} 条未读消息` : `, ${unread} unread`;
    button.setAttribute('aria-label', `${label}${badge.hidden ? '' : news}`);
    button.setAttribute('aria-expanded', String(isOpen));
    button.querySelector('path').setAttribute('d', isOpen ? cross : speech);
  }

  function load() {
    if (frame !== undefined) return;
    frame = document.createElement('iframe');
    frame.title = label;
    frame.hidden = true;
    frame.src = `${url.href}#${new URLSearchParams(kept)}`;
    root.append(frame);
  }

  function tellPanel() {
    frame?.contentWindow?.postMessage({ hawkerPanel: { isOpen } }, url.origin);
  }

  function toggle(wished) {
    if (wished === isOpen) return;
    isOpen = wished;
    if (isOpen) load();
    frame.hidden = !isOpen;
    host.classList.toggle('open', isOpen);
    show(0);
    tellPanel();
    if (isOpen) frame.focus();
    else button.focus();
  }

  function hear({ source, origin, data }) {
    if (source === frame?.contentWindow && origin === url.origin) obey(data?.hawkerChat ?? {});
  }

  function obey(said) {
    if (said.token !== undefined) keep(said.token === null ? {} : { token: said.token });
    if (typeof said.read === 'number') keep({ ...kept, read: said.read });
    if (typeof said.unread === 'number') show(said.unread);
    if (said.isReady) tellPanel();
    if (said.close) toggle(false);
  }

  // The chat goes on at the next visit: its token is kept here, in the shop's own storage, because browsers give a
  // frame from elsewhere none that lasts. It opens this chat only.
  function readKept() {
    try {
      return JSON.parse(localStorage.getItem(keptAs)) ?? {};
    } catch {
      return {};
    }
  }

  function keep(all) {
    kept = all;
    try {
      localStorage.setItem(keptAs, JSON.stringify(all));
    } catch {
      // A browser that keeps nothing: the chat lasts as long as the page.
    }
  }

  function begin() {
    dress();
    document.body.append(host);
    window.addEventListener('message', hear);
    button.addEventListener('click', () => toggle(!isOpen));
    root.addEventListener('keydown', (event) => event.key === 'Escape' && toggle(false));
    Object.assign(window.hawkerChat, { open: () => toggle(true), close: () => toggle(false) });
    // Who has a chat already is told of what is new in it; a first visitor's page loads nothing more.
    if (!kept.token) return;
    if (window.requestIdleCallback) window.requestIdleCallback(load);
    else setTimeout(load, 500);
  }

  if (document.body === null) document.addEventListener('DOMContentLoaded', begin);
  else begin();
})();
