import { describe, expect, it } from 'vitest';
import { decrypt, isSigned } from '../../adapters/wechat/crypto.js';
import { receive } from '../../adapters/wechat/receive.js';
import { callbackOf, documentOf, seal, sha1Sorted } from '../fakes/wechat-callback.js';

// Values of Tencent's own sample for official accounts (WXBizMsgCrypt, Sample.py, 2014): a whole call, as WeChat
// made it.
const tencent = {
  keys: {
    token: 'spamtest',
    aesKey: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG',
    appId: 'wx2c2769f8efd9abc2',
    locale: null,
  },
  query: {
    timestamp: '1409735669',
    nonce: '1320562132',
    encrypt_type: 'aes',
    msg_signature: '5d197aaffba7e9b25a30732f161a50dee96bd5fa',
  },
  encrypted:
    'hyzAe4OzmOMbd6TvGdIOO6uBmdJoD0Fk53REIHvxYtJlE2B655HuD0m8KUePWB3+LrPXo87wzQ1QLvbeUgmBM4x6F8PGHQHFVAFmOD2LdJF9FrXpbUAh0B5GIItb52sn896wVsMSHGuPE328HnRGBcrS7C41IzDWyWNlZkyyXwon8T332jisa+h6tEDYsVticbSnyU8dKOIbgU6ux5VTjg3yt+WGzjlpKn6NPhRjpA912xMezR4kw6KWwMrCVKSVCZciVGCgavjIQ6X8tCOp3yZbGpy0VxpAe+77TszTfRd5RJSVO/HTnifJpXgCSUdUue1v6h0EIBYYI1BD1DlD+C0CR8e6OewpusjZ4uBl9FyJvnhvQl+q5rv1ixrcpCumEPo5MJSgM9ehVsNPfUM669WuMyVWQLCzpu9GhglF2PE=',
} as const;

// Values of wechatpy's tests (tests/test_crypto.py).
const wechatpy = {
  token: '123456',
  aesKey: 'kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR',
  appId: 'wx49f0ab532d5d035a',
} as const;

function tencentCall(encrypted: string = tencent.encrypted) {
  // The compatible mode sends the words in the open beside the sealed ones; only the sealed are believed.
  const open =
    '<FromUserName><![CDATA[oSomebodyElse]]></FromUserName><Content><![CDATA[forged]]></Content>';
  return {
    method: 'POST',
    path: '/webhooks/shop',
    query: tencent.query,
    headers: {},
    body: Buffer.from(`<xml>${open}<Encrypt><![CDATA[${encrypted}]]></Encrypt></xml>`),
  };
}

describe('a call of WeChat’s, sealed by others than us', () => {
  const now = 1_409_735_670_000;

  it('is opened to what its customer said, by Tencent’s own sample', () => {
    const { reply, events } = receive(tencentCall(), tencent.keys, now);
    expect(reply).toEqual({ status: 200, body: 'success' });
    expect(events).toEqual([
      {
        kind: 'message',
        key: 'message:6054768590064713728',
        replyRef: 'message:6054768590064713728',
        at: 1_409_735_668_000,
        from: 'oyORnuP8q7ou2gfYjqLzSIWZf0rs',
        text: 'abcdteT',
      },
    ]);
  });

  it('is refused with one letter changed, another token, or another account', () => {
    const changed = tencent.encrypted.replace('hyzA', 'hyzB');
    const cases = [
      receive(tencentCall(changed), tencent.keys, now),
      receive(tencentCall(), { ...tencent.keys, token: 'spamtesu' }, now),
      receive(tencentCall(), { ...tencent.keys, appId: 'wx2c2769f8efd9abc3' }, now),
    ];
    for (const { reply, events } of cases) {
      expect(reply.status).toBe(401);
      expect(events).toEqual([]);
    }
  });

  it('is refused five minutes after it was made, and five before', () => {
    const at = Number(tencent.query.timestamp) * 1_000;
    const statusAt = (ms: number) => receive(tencentCall(), tencent.keys, at + ms).reply.status;
    expect([-300_001, -300_000, 300_000, 300_001].map(statusAt)).toEqual([401, 200, 200, 401]);
  });

  it('verifies and opens by wechatpy’s vectors', () => {
    const echo =
      '4ByGGj+sVCYcvGeQYhaKIk1o0pQRNbRjxybjTGblXrBaXlTXeOo1+bXFXDQQb1o6co6Yh9Bv41n7hOchLF6p+Q==';
    const parts = [wechatpy.token, '1411443780', '437374425', echo];
    expect(isSigned('dd6b9c95b495b3f7e2901bfbc76c664930ffdb96', parts)).toBe(true);
    expect(isSigned('dd6b9c95b495b3f7e2901bfbc76c664930ffdb97', parts)).toBe(false);
    const sealed =
      'RgqEoJj5A4EMYlLvWO1F86ioRjZfaex/gePD0gOXTxpsq5Yj4GNglrBb8I2BAJVODGajiFnXBu7mCPatfjsu6IHCrsTyeDXzF6Bv283dGymzxh6ydJRvZsryDyZbLTE7rhnus50qGPMfp2wASFlzEgMW9z1ef/RD8XzaFYgm7iTdaXpXaG4+BiYyolBug/gYNx410cvkKR2/nPwBiT+P4hIiOAQqGp/TywZBtDh1yCF2KOd0gpiMZ5jSw3e29mTvmUHzkVQiMS6td7vXUaWOMZnYZlF3So2SjHnwh4jYFxdgpkHHqIrH/54SNdshoQgWYEvccTKe7FS709/5t6NMxuGhcUGAPOQipvWTT4dShyqio7mlsl5noTrb++x6En749zCpQVhDpbV6GDnTbcX2e8K9QaNWHp91eBdCRxthuL0=';
    const signed = [wechatpy.token, '1411525903', '461056294', sealed];
    expect(isSigned('74d92dfeb87ba7c714f89d98870ae5eb62dff26d', signed)).toBe(true);
    const opened = decrypt(sealed, wechatpy.aesKey, wechatpy.appId)?.toString('utf8');
    expect(opened).toContain('<Content><![CDATA[test]]></Content>');
    expect(decrypt(sealed, wechatpy.aesKey, 'wx49f0ab532d5d035b')).toBeNull();
  });
});

describe('the fake’s own sealing', () => {
  it('makes wechatpy’s ciphertext and signature of wechatpy’s words', () => {
    const words = `<xml>
<MsgType><![CDATA[text]]></MsgType>
<Content><![CDATA[test]]></Content>
<FromUserName><![CDATA[wx49f0ab532d5d035a]]></FromUserName>
<ToUserName><![CDATA[messense]]></ToUserName>
<AgentID>1</AgentID>
<CreateTime>1411525903</CreateTime>
</xml>`;
    const sealed = seal(words, wechatpy, Buffer.from('1234567890123456'));
    expect(sealed).toBe(
      '9s4gMv99m88kKTh/H8IdkOiMg6bisoy3ypwy9H4hvSPe9nsGaqyw5hhSjdYbcrKk+j3nba4HMOTzHrluLBYqxgNcBqGsL8GqxlhZgURnAtObvesEl5nZ+uBE8bviY0LWke8Zy9V/QYKxNV2FqllNXcfmstttyIkMKCCmVbCFM2JTF5wY0nFhHZSjPUL2Q1qvSUCUld+/WIXrx0oyKQmpB6o8NRrrNrsDf03oxI1p9FxUgMnwKKZeOA/uu+2IEvEBtb7muXsVbwbgX05UPPJvFurDXafG0RQyPR+mf1nDnAtQmmNOuiR5MIkdQ39xn1vWwi1O5oazPoQJz0nTYjxxEE8kv3kFxtAGVRe3ypD3WeK2XeFYFMNMpatF9XiKzHo3',
    );
    expect(sha1Sorted(wechatpy.token, '1411525903', '461056294', sealed)).toBe(
      '407518b7649e86ef23978113f92d27afa9296533',
    );
  });
});

describe('a sealed body', () => {
  const keys = { ...wechatpy, locale: null };
  const now = 1_411_525_903_000;
  const call = (xml: string) => receive(callbackOf(xml, wechatpy, { now }), keys, now);

  it.each([
    {
      what: 'a document type',
      xml: '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><xml><a>&f;</a></xml>',
    },
    { what: 'deep nesting', xml: `<xml>${'<a>'.repeat(15_000)}` },
    { what: 'no XML', xml: '{"FromUserName":"o"}' },
    { what: 'no sender', xml: documentOf({ CreateTime: 1, MsgType: 'text', Content: 'x' }) },
    {
      what: 'a time that is none',
      xml: documentOf({ FromUserName: 'o', CreateTime: 'x', MsgType: 'text' }),
    },
  ])('that holds $what is refused at once, though its seal is genuine', ({ xml }) => {
    const startedAt = performance.now();
    const { reply, events } = call(xml);
    expect(reply.status).toBe(400);
    expect(events).toEqual([]);
    expect(performance.now() - startedAt).toBeLessThan(50);
  });

  it('keeps what looks like markup in a customer’s words', () => {
    const said = '<!DOCTYPE html> &amp; <b>x</b> __proto__ ]] >';
    const { events } = call(
      documentOf({ FromUserName: 'o', CreateTime: 1, MsgType: 'text', Content: said, MsgId: 7 }),
    );
    expect(events).toMatchObject([{ kind: 'message', text: said }]);
  });
});
