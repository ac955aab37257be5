import type { Context } from 'hono';
import { accepts } from 'hono/accepts';
import type { FC } from 'hono/jsx';
import type { Assets } from './assets.js';
import { errorResponse } from './error-response.js';
import { type Language, languageOf } from './languages.js';
import { Document, documentText, Mark } from './layout.js';

const words: Readonly<Record<Language, { title: string; text: string }>> = {
  en: {
    title: 'There is nothing here',
    text: 'The address may be mistyped, or the link may have run out.',
  },
  'zh-CN': { title: '这里什么也没有', text: '地址可能有误，或者链接已经失效。' },
};

/** A page for people, JSON for programs. */
export function notFound(shopName: string, assets: Assets) {
  return (context: Context): Response | Promise<Response> => {
    const supports = ['application/json', 'text/html'];
    const wished = accepts(context, { header: 'Accept', supports, default: 'application/json' });
    if (wished !== 'text/html') return errorResponse(context, 'not_found', 'there is nothing here');
    const language = languageOf(context);
    const page = <NotFoundPage {...{ shopName, assets, language }} />;
    context.header('Vary', 'Accept, Accept-Language');
    return context.html(documentText(page), 404);
  };
}

const NotFoundPage: FC<{ shopName: string; assets: Assets; language: Language }> = ({
  shopName,
  assets,
  language,
}) => {
  const { title, text } = words[language];
  return (
    <Document
      title={`${title} · ${shopName}`}
      language={language}
      assets={assets}
      bodyClass="center"
    >
      <main class="panel sign-in">
        <p class="brand">
          <Mark /> <span>{shopName}</span>
        </p>
        <h1>{title}</h1>
        <p>{text}</p>
      </main>
    </Document>
  );
};
