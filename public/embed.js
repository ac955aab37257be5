// One line in a shop's page gives it a chat bubble:
//   <script src="https://hawker.example/embed.js" async></script>
// Optional: data-lang="zh-CN", data-color="#0f766e", data-side="left", data-label="Chat with us", data-start="TOKEN".
(() => {
  const script = document.currentScript;
  if (script === null || window.hawkerChat) return;
  const {
    lang = document.documentElement.lang,
    color = '#0f766e',
    side = 'right',
    start,
  } = script.dataset;
  const label = script.dataset.label ?? (/^zh/i.test(lang) ? '与我们聊天' : 'Chat with us');
  const url = new URL('/chat', script.src);
  url.searchParams.set('embed', '1');
  if (lang) url.searchParams.set('lang', lang);
  if (start) url.searchParams.set('start', start);

  // Its own tree: the shop's styles stay out, ours stay in.
  const host = document.createElement('div');
  const root = host.attachShadow({ mode: 'open' });
  const edge = side === 'left' ? 'left' : 'right';
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    :host { all: initial; position: fixed; bottom: 20px; ${edge}: 20px; z-index: 2147483000; }
    button { width: 60px; height: 60px; border: 0; border-radius: 30px; color: #fff; cursor: pointer;
      box-shadow: 0 6px 24px rgb(0 0 0 / .25); display: grid; place-items: center; transition: transform .15s; }
    button:hover { transform: scale(1.05); }
    button:focus-visible { outline: 3px solid #fff; outline-offset: -6px; }
    svg { width: 28px; height: 28px; fill: currentColor; }
    iframe { position: fixed; bottom: 92px; ${edge}: 20px; width: min(400px, calc(100vw - 40px));
      height: min(640px, calc(100vh - 120px)); border: 0; border-radius: 16px; background: Canvas;
      box-shadow: 0 12px 48px rgb(0 0 0 / .3); }
    iframe[hidden] { display: none; }
    @media (max-width: 480px) {
      iframe { inset: 0 0 auto 0; width: 100vw; height: calc(100dvh - 92px); border-radius: 0 0 16px 16px; }
    }
    @media (prefers-reduced-motion: reduce) { button { transition: none; } }`);
  root.adoptedStyleSheets = [sheet];
  const button = document.createElement('button');
  button.type = 'button';
  if (CSS.supports('color', color)) button.style.background = color;
  button.setAttribute('aria-label', label);
  button.setAttribute('aria-expanded', 'false');
  const icon = (path) => `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="${path}"/></svg>`;
  const speech = icon(
    'M4 4h16a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-7l-5 4v-4H4a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2z',
  );
  const cross = icon(
    'm12 10.6 5.3-5.3 1.4 1.4-5.3 5.3 5.3 5.3-1.4 1.4-5.3-5.3-5.3 5.3-1.4-1.4 5.3-5.3-5.3-5.3 1.4-1.4z',
  );
  button.innerHTML = speech;
  let frame;

  // The chat goes on at the next visit: its token is kept here, in the shop's own storage, because browsers give a
  // frame from elsewhere none that lasts. It opens this chat only.
  const place = `hawker-chat ${url.origin}`;

  function withToken(page) {
    try {
      return `${page.href}#${localStorage.getItem(place) ?? ''}`;
    } catch {
      return page.href;
    }
  }

  window.addEventListener('message', ({ source, origin, data }) => {
    if (frame === undefined || source !== frame.contentWindow || origin !== url.origin) return;
    const kept = data?.hawkerChat;
    try {
      if (typeof kept === 'string') localStorage.setItem(place, kept);
      if (kept === null) localStorage.removeItem(place);
    } catch {
      // A browser that keeps nothing: the chat lasts as long as the page.
    }
  });

  function toggle(isOpen) {
    if (isOpen && frame === undefined) {
      frame = document.createElement('iframe');
      frame.title = label;
      frame.src = withToken(url);
      root.prepend(frame);
    }
    if (frame !== undefined) frame.hidden = !isOpen;
    button.innerHTML = isOpen ? cross : speech;
    button.setAttribute('aria-expanded', String(isOpen));
    if (!isOpen) button.focus();
  }

  button.addEventListener('click', () => toggle(button.getAttribute('aria-expanded') === 'false'));
  root.addEventListener('keydown', (event) => event.key === 'Escape' && toggle(false));
  root.append(button);
  document.body.append(host);
  window.hawkerChat = { open: () => toggle(true), close: () => toggle(false) };
})();
