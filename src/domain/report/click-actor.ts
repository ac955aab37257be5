/** Who followed a link: a person, or a program that looks before a person does. */
export type ClickActor =
  | { readonly actor: 'human' }
  | { readonly actor: 'machine'; readonly rule: string };

export interface ClickRequest {
  readonly method: string;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
}

// Fetchers of link previews, mail and chat scanners, monitors, libraries. Their own documentation names these tokens.
const machineAgents =
  /TelegramBot|Discordbot|Slackbot|Slack-ImgProxy|WhatsApp|facebookexternalhit|Facebot|Twitterbot|LinkedInBot|SkypeUriPreview|MicrosoftPreview|Applebot|Googlebot|Google-PageRenderer|GoogleImageProxy|bingbot|BingPreview|Baiduspider|YandexBot|PetalBot|Bytespider|redditbot|Pinterestbot|vkShare|Viber|LineBotWebhook|Mastodon|Bluesky|Embedly|Iframely|Barracuda|Mimecast|Proofpoint|SafeLinks|UptimeRobot|Pingdom|HeadlessChrome|PhantomJS|curl|Wget|python-requests|aiohttp|Go-http-client|okhttp|Java\/|axios|node-fetch|undici|libwww|HttpClient|bot\b|crawler|spider|preview/i;

/**
 * Counts as a machine whatever says so: a HEAD request, a prefetch, a known agent, none at all.
 * WeChat's and QQ's built-in browsers are people (MicroMessenger, QQBrowser carry no bot token).
 */
export function clickActor({ method, headers }: ClickRequest): ClickActor {
  if (method !== 'GET') return { actor: 'machine', rule: `method:${method}` };
  const purpose =
    headers['sec-purpose'] ?? headers['purpose'] ?? headers['x-purpose'] ?? headers['x-moz'];
  if (purpose !== undefined && /prefetch|preview|prerender/i.test(purpose)) {
    return { actor: 'machine', rule: 'purpose:prefetch' };
  }
  const agent = headers['user-agent'] ?? '';
  if (agent.trim() === '') return { actor: 'machine', rule: 'user-agent:none' };
  const token = machineAgents.exec(agent)?.[0];
  return token === undefined
    ? { actor: 'human' }
    : { actor: 'machine', rule: `user-agent:${token}` };
}
