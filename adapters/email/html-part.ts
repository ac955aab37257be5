import { html, raw } from 'hono/html';
import type { Block, Button } from '../../src/domain/message/message.js';
import type { Footer, PressUrl } from './footer.js';
import type { MailContent } from './render.js';

// Mail programs read styles from the elements themselves; the sheet is only for what an element cannot say: darkness
// and small screens. Tables, because Outlook lays nothing else out.
const widthPx = 600;
const insidePx = widthPx - 2 * 28;
const font = "-apple-system,'Segoe UI',Roboto,'PingFang SC','Microsoft YaHei',Arial,sans-serif";

const sheet = `
:root{color-scheme:light dark;supported-color-schemes:light dark}
a{color:#0b5c45}
@media (max-width:620px){.card{width:100%!important}.pad{padding:24px 20px!important}
.buttons{width:100%!important}.button{display:block!important;text-align:center!important}.cell{display:block!important;padding:0 0 10px!important}}
@media (prefers-color-scheme:dark){.page{background:#15181b!important}.card{background:#1f2428!important}
.text,.text a{color:#e8eaed!important}.foot,.foot a{color:#9aa4ad!important}.rule{border-color:#343b41!important}
.button{background:#7fd6b6!important;color:#10251d!important}}
`;

type Html = ReturnType<typeof html>;

/** One column, readable at 320 px, in the dark, and with pictures switched off. */
export function htmlPart(content: MailContent, press: PressUrl, footer: Footer): string {
  const { locale, subject, preheader, blocks } = content;
  const page = html`<!doctype html>
<html lang="${locale}" dir="auto">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${subject}</title>
<style>${raw(sheet)}</style>
</head>
<body class="page" style="margin:0;padding:0;background:#f2f4f3;-webkit-text-size-adjust:100%">
<div style="display:none;max-height:0;overflow:hidden;mso-hide:all">${preheader}</div>
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" style="background:#f2f4f3"><tr><td align="center" style="padding:16px 8px">
<table role="presentation" class="card" width="${widthPx}" cellpadding="0" cellspacing="0" style="width:${widthPx}px;max-width:100%;background:#ffffff;border-radius:12px"><tr><td class="pad" style="padding:28px">
${blocks.map((block) => blockHtml(block, subject, press))}
${footerHtml(footer)}
</td></tr></table>
</td></tr></table>
</body>
</html>`;
  return String(page);
}

function blockHtml(block: Block, title: string, press: PressUrl): Html {
  switch (block.kind) {
    case 'text':
      return textHtml(block.text.trim().split(/\n{2,}/), title);
    case 'image':
      return html`<img src="${block.url}" alt="${block.alt}" width="${insidePx}" style="display:block;width:100%;max-width:${insidePx}px;height:auto;border:0;border-radius:8px;margin:0 0 18px">
`;
    case 'buttons':
      return html`${block.rows.map((row) => rowHtml(row, press))}`;
  }
}

// The line that is the subject is a heading, where it stands alone above others.
function textHtml([first = '', ...rest]: readonly string[], title: string): Html {
  const isHeaded = first === title && rest.length > 0;
  return html`${isHeaded ? heading(first) : paragraph(first)}${rest.map(paragraph)}`;
}

function heading(text: string): Html {
  return html`<h1 class="text" style="margin:0 0 18px;font:600 21px/1.35 ${raw(font)};color:#1d2327;overflow-wrap:anywhere">${linked(text)}</h1>
`;
}

function paragraph(text: string): Html {
  const lines = text
    .split('\n')
    .map((line, index) => html`${index === 0 ? '' : raw('<br>')}${linked(line)}`);
  return html`<p class="text" style="margin:0 0 18px;font:16px/1.55 ${raw(font)};color:#1d2327;overflow-wrap:anywhere">${lines}</p>
`;
}

/** Addresses in a text become links. */
function linked(line: string): Html {
  const pieces = line.split(/(https?:\/\/[^\s<>"'，。、）】]+[^\s<>"'，。、）】.,;:!?)\]])/);
  return html`${pieces.map((piece, index) =>
    index % 2 === 1 ? html`<a href="${piece}" style="color:#0b5c45">${piece}</a>` : piece,
  )}`;
}

function rowHtml(row: readonly Button[], press: PressUrl): Html {
  return html`<table role="presentation" class="buttons" cellpadding="0" cellspacing="0" style="margin:0 0 4px"><tr>${row.map(
    (button) =>
      html`<td class="cell" style="padding:0 10px 10px 0"><a class="button" href="${press(button)}" style="display:inline-block;padding:13px 22px;background:#0b5c45;color:#ffffff;border-radius:8px;font:600 16px/1.25 ${raw(font)};text-decoration:none">${button.label}</a></td>`,
  )}</tr></table>
`;
}

function footerHtml({ words, sender, postalAddress, leaveUrl }: Footer): Html {
  const way =
    leaveUrl === null
      ? ''
      : html`<br>${words.why} <a href="${leaveUrl}" style="color:#5b6670">${words.leave}</a>`;
  return html`<div class="rule foot" style="margin:22px 0 0;padding:16px 0 0;border-top:1px solid #dfe4e2;font:13px/1.6 ${raw(font)};color:#5b6670">${sender}<br>${postalAddress}${way}</div>`;
}
