// Where what somebody answers ends and what they answer to begins, in the words of common mail programs.
const quoteBegins = [
  /^>/,
  /^On .{4,200} wrote:$/i,
  /^Le .{4,200} a écrit\s?:$/i,
  /^Am .{4,200} schrieb.*:$/i,
  /^在\s?.{4,200}写道[:：]$/,
  /^于\s?.{4,200}写道[:：]$/,
  /^.{4,200}於\s?.{4,100}寫道[:：]$/,
  /^-{2,}\s*(Original Message|Forwarded message|原始邮件|原始郵件|转发的邮件)\s*-{2,}$/i,
  /^-{10,}\s*Original\s*-{10,}$/i,
  /^_{20,}$/,
  /^(From|发件人|寄件者|寄件人)\s?[:：]\s?.+/i,
];
const signatureBegins = [
  /^-- ?$/,
  /^(Sent|Get) .*(from my|from Mail for|Outlook for|using) .+/i,
  /^(发自|來自|傳送自)我的\s?.+/,
  /^(从|来自) .*(发送|手机版)$/,
];

/** What a person wrote in an answer, without what they quote and their signature. */
export function replyText(text: string): string {
  const lines = text.replaceAll('\r\n', '\n').replaceAll('\u00a0', ' ').split('\n');
  const end = lines.findIndex((line, index) => {
    const alone = line.trim();
    // Long lines are folded: "On …" and "wrote:" may stand on two.
    const folded = `${alone} ${lines[index + 1]?.trim() ?? ''}`;
    const isQuote = quoteBegins.some((each) => each.test(alone));
    const isFoldedQuote =
      /^(On|在|于|Am|Le)\s/.test(alone) && quoteBegins.some((q) => q.test(folded));
    return isQuote || isFoldedQuote || signatureBegins.some((each) => each.test(alone));
  });
  return (end === -1 ? lines : lines.slice(0, end)).join('\n').trim();
}
