import type { Address } from '../ports/channel.js';
import type { Keyring } from '../ports/keyring.js';

/** A button of a message, on a channel whose only buttons are links. */
export interface LinkedAction {
  readonly action: string;
  readonly label: string;
}

export interface Pressing extends LinkedAction {
  readonly account: string;
  readonly address: Address;
}

/**
 * Links to a page that asks to press once more, and then is the press: programs follow the links of a mail, a person
 * presses. The token is sealed, as in `unsubscribeUrlOf`.
 */
export function actionUrlOf(
  keyring: Keyring,
  publicUrl: string | null,
): (account: string, address: Address, linked: LinkedAction) => string | null {
  return (account, address, { action, label }) => {
    if (publicUrl === null) return null;
    const sealed = keyring.encrypt(JSON.stringify(['a1', account, address, action, label]));
    return `${publicUrl}/press/${sealed}`;
  };
}

/** @returns null for a token that is not ours */
export function readActionToken(keyring: Keyring, token: string): Pressing | null {
  try {
    const [version, account, address, action, label] = JSON.parse(keyring.decrypt(token));
    return version === 'a1' ? { account, address, action, label } : null;
  } catch {
    return null;
  }
}
