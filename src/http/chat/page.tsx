import type { FC } from 'hono/jsx';
import type { ChatMessage } from '../../ports/chat-messages.js';
import type { Assets } from '../assets.js';
import type { Language } from '../languages.js';
import { Document, Mark } from '../layout.js';
import { MessageView } from './message-view.js';
import { type ChatTexts, chatTexts } from './texts.js';

export interface ChatPageProps {
  readonly assets: Assets;
  readonly language: Language;
  readonly shopName: string;
  readonly history: readonly ChatMessage[];
  /** The token of the deep link that led here. */
  readonly start: string | null;
  /** In a frame on another website: the signed chat id that stands in for the cookie. */
  readonly token: string | null;
  /** Demo only. */
  readonly chatsAs: string | null;
}

export const ChatPage: FC<ChatPageProps> = (props) => {
  const { assets, language, shopName, history, start, token, chatsAs } = props;
  const texts = chatTexts[language];
  return (
    <Document
      title={`${texts.title} · ${shopName}`}
      language={language}
      assets={assets}
      script="chat.js"
      bodyClass={token === null ? 'chat-body' : 'chat-body chat-framed'}
    >
      <div
        class="chat"
        id="chat"
        data-last={history.at(-1)?.id ?? ''}
        data-start={start ?? undefined}
        data-token={token ?? undefined}
        data-texts={JSON.stringify(texts)}
        data-shop={shopName}
      >
        {chatsAs !== null && <DemoBar name={chatsAs} />}
        <Header {...{ texts, shopName, language }} isFramed={token !== null} />
        <Log {...{ texts, shopName, history }} />
        <Composer texts={texts} />
        <noscript>
          <p class="chat-note">{texts.needsScript}</p>
        </noscript>
      </div>
    </Document>
  );
};

const DemoBar: FC<{ name: string }> = ({ name }) => (
  <p class="demo-bar">
    <span class="badge badge-demo">Demo</span>
    <span class="demo-name">
      You are <strong>{name}</strong>
    </span>
    <a href="/demo/customers">Be someone else</a>
    <a href="/demo/shop">Go to the shop</a>
    <a href="/">Start page</a>
  </p>
);

const Header: FC<{
  texts: ChatTexts;
  shopName: string;
  language: Language;
  isFramed: boolean;
}> = ({ texts, shopName, language, isFramed }) => {
  const other = language === 'en' ? 'zh-CN' : 'en';
  return (
    <header class="chat-head">
      <span class="avatar">
        <Mark />
      </span>
      <div class="chat-who">
        <h1>{shopName}</h1>
        <p class="chat-state" id="state" role="status">
          {texts.online}
        </p>
      </div>
      <a
        class="quiet-link"
        href={`?lang=${other}${isFramed ? '&embed=1' : ''}`}
        lang={other}
        hreflang={other}
      >
        {texts.other}
      </a>
    </header>
  );
};

const Log: FC<{ texts: ChatTexts; shopName: string; history: readonly ChatMessage[] }> = (
  props,
) => (
  <section class="chat-scroll" id="scroll" tabindex={0} aria-label={props.texts.conversation}>
    <ol class="messages" id="messages" role="log" aria-live="polite" aria-relevant="additions">
      {props.history.map((message) => (
        <MessageView message={message} texts={props.texts} shopName={props.shopName} />
      ))}
    </ol>
    <p class="chat-empty" id="empty" hidden={props.history.length > 0}>
      {props.texts.empty}
    </p>
    <p class="typing" id="typing" hidden>
      <span class="visually-hidden">
        {props.shopName} {props.texts.typing}
      </span>
      <i></i>
      <i></i>
      <i></i>
    </p>
    <button type="button" class="to-newest" id="newest" hidden>
      {props.texts.newMessages}
    </button>
  </section>
);

const Composer: FC<{ texts: ChatTexts }> = ({ texts }) => (
  <form class="composer" id="composer" autocomplete="off">
    <label class="visually-hidden" for="text">
      {texts.write}
    </label>
    <textarea
      id="text"
      rows={1}
      maxlength={4000}
      placeholder={texts.write}
      enterkeyhint="send"
    ></textarea>
    <button type="submit" class="send" aria-label={texts.send} disabled>
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path d="M3.4 20.4 21 12 3.4 3.6 3.4 10.1 15 12 3.4 13.9z" />
      </svg>
    </button>
  </form>
);
