import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { isSigned, signatureOf, signingKeys } from '../../adapters/qq/signature.js';
import { QqServer } from '../fakes/qq-server.js';

// The Ed25519 of qq-official-bot (its own build on noble-curves), an independent client of the same platform. Its
// `sign` answers a handshake; its package has no types for the file.
const require = createRequire(import.meta.url);
const independent = require('qq-official-bot/lib/ed25519.js') as {
  Ed25519: new (
    secret: string,
  ) => {
    sign(message: string): string;
    verify(signature: string, message: string): boolean;
  };
};

describe('the signature of QQ', () => {
  it('is that of the handshake in the platform’s documents (bot-docs, event-emit.md)', () => {
    const keys = signingKeys('DG5g3B4j9X2KOErG');
    expect(signatureOf(keys, '1725442341', 'Arq0D5A61EgUu4OxUvOp')).toBe(
      '87befc99c42c651b3aac0278e71ada338433ae26fcb24307bdc5ad38c1adc2d01bcfcadc0842edac85e85205028a1132afe09280305f13aa6909ffc2d652c706',
    );
  });

  it('verifies the event in the tests of the platform’s own client (botgo, signature_test)', () => {
    const keys = signingKeys('123456abcdef');
    const body =
      '{"id":"ROBOT1.0_veoihSEXDc8Q.g-6eLpNIa11bH8MisOjn-m-LKxCPntMk6exUXgcWCGpVO7L2QKTNZzjZzFFDSbiOFcqAPWyVA!!","content":"哦一下","timestamp":"2024-10-15T16:33:15+08:00","author":{"id":"675860273","user_openid":"675860273"}}';
    const signature =
      'e949b5b94ef4103df903fb031d1d16e358db3db83e79e117edd404c8508be3ce8a76d7bad1bed353194c126a1a5915b4ad8b5288c1191cc53a12acffccd82004';
    expect(isSigned(keys, signature, '1728981195', Buffer.from(body))).toBe(true);
    expect(isSigned(keys, signature, '1728981196', Buffer.from(body))).toBe(false);
    expect(isSigned(keys, signature, '1728981195', Buffer.from(`${body} `))).toBe(false);
  });

  it('has the public key that the documents print (bot-docs, sign.md)', () => {
    const { publicKey } = signingKeys('naOC0ocQE3shWLAfffVLB1rhYPG7');
    const der = publicKey.export({ format: 'der', type: 'spki' });
    expect([...der.subarray(-32)]).toEqual([
      215, 195, 98, 254, 120, 174, 248, 31, 242, 50, 135, 180, 147, 98, 139, 93, 176, 42, 60, 79,
      227, 11, 33, 94, 77, 25, 96, 155, 93, 118, 103, 58,
    ]);
  });

  it.each([
    { why: 'shorter than half a seed', secret: 'a1b2c3d4e5' },
    { why: 'the usual length', secret: 'naOC0ocQE3shWLAfffVLB1rhYPG7' },
    { why: 'longer than a seed', secret: 'x'.repeat(20) + 'y'.repeat(30) },
  ])('agrees with an independent client for a secret that is $why', ({ secret }) => {
    const theirs = new independent.Ed25519(secret);
    const ours = signingKeys(secret);
    const signature = theirs.sign('1725442341{"op":0}');
    expect(signatureOf(ours, '1725442341', '{"op":0}')).toBe(signature);
    expect(isSigned(ours, signature, '1725442341', Buffer.from('{"op":0}'))).toBe(true);
    expect(theirs.verify(signatureOf(ours, '1', '你好'), '1你好')).toBe(true);
  });

  it('of our own platform is one that an independent client takes', () => {
    const server = new QqServer();
    const { body, headers } = server.says('ANN', '你好');
    const theirs = new independent.Ed25519(server.secret);
    const signed = `${headers['x-signature-timestamp']}${body}`;
    expect(theirs.verify(headers['x-signature-ed25519'] ?? '', signed)).toBe(true);
    expect(theirs.verify(headers['x-signature-ed25519'] ?? '', `${signed} `)).toBe(false);
  });

  it.each(['', 'zz', 'ab'.repeat(63), 'ab'.repeat(65), 'g'.repeat(128)])(
    'refuses %j as a signature without a fault',
    (signature) => {
      expect(isSigned(signingKeys('secret-0'), signature, '1', Buffer.from('x'))).toBe(false);
    },
  );
});
