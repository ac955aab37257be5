// What the tests use of a client that brings no types of its own.
declare module 'co-wechat-api' {
  interface Token {
    readonly accessToken: string;
    readonly expireTime: number;
  }
  type Answer = Promise<Record<string, unknown>>;
  class WechatApi {
    constructor(appId: string, secret: string, getToken?: () => Promise<Token>);
    prefix: string;
    getAccessToken(): Promise<Token>;
    sendText(openid: string, text: string): Answer;
    sendImage(openid: string, mediaId: unknown): Answer;
    sendNews(openid: string, articles: readonly Record<string, string>[]): Answer;
    uploadMedia(file: Buffer, type: string, name: string, mime: string): Answer;
    createTmpQRCode(scene: string, seconds: number): Answer;
    createMenu(menu: object): Answer;
    massSendText(content: string, receivers: true | number, key: string): Answer;
    getMassMessageStatus(id: string): Answer;
  }
  export = WechatApi;
}
