import type { Language } from '../language.js';
import type { ClubCard, FriendReward } from '../view.js';

/** What the dialogue says of membership, points and friends, once for each language. */
export interface ClubTexts {
  readonly none: (shopName: string) => string;
  /** Just now. */
  readonly joined: (shopName: string, tier: string) => string;
  readonly alreadyMember: (tier: string) => string;
  readonly notMember: (shopName: string) => string;
  readonly left: string;
  readonly leftNothing: string;
  readonly joinPoints: (points: number) => string;
  readonly earn: (points: number, forEach: string) => string;
  readonly deeds: (deeds: ClubCard['deeds']) => string;
  readonly worth: (points: number, worth: string) => string;
  readonly balance: (points: number, worth: string) => string;
  /** Of who is not a member. */
  readonly waiting: (points: number) => string;
  readonly tier: (tier: string) => string;
  readonly nextTier: (missing: string, tier: string) => string;
  /** @param day the last one on which they can be spent, written out */
  readonly expires: (points: number, day: string) => string;
  readonly leaveHint: string;
  readonly sharerGets: (reward: string, after: 'join' | 'first_purchase') => string;
  readonly friendGets: (reward: string) => string;
  readonly reward: (reward: FriendReward) => string;
  readonly friendsEarned: (points: number) => string;
}

const en: ClubTexts = {
  none: (shopName) => `${shopName} has no membership.`,
  joined: (shopName, tier) => `Welcome! You are a member of ${shopName} now. Your tier: ${tier}.`,
  alreadyMember: (tier) => `You are a member already. Your tier: ${tier}.`,
  notMember: (shopName) => `You are not a member of ${shopName} yet. It costs nothing.`,
  left: 'You are no longer a member. Your points stay until they run out; say JOIN to come back.',
  leftNothing: 'You are not a member.',
  joinPoints: (points) => `• ${points} points for joining`,
  earn: (points, forEach) =>
    `• ${points === 1 ? '1 point' : `${points} points`} for each ${forEach} that you spend`,
  deeds: ({ review, photo, topic, share }) =>
    listed([
      ['a review', review],
      ['a photo', photo],
      ['joining a topic', topic],
      ['sharing', share],
    ]),
  worth: (points, worth) => `• ${points} points pay ${worth} at the checkout`,
  balance: (points, worth) => `You have ${points} points, worth ${worth}.`,
  waiting: (points) => `${points} points are waiting for you.`,
  tier: (tier) => `Your tier: ${tier}.`,
  nextTier: (missing, tier) => `Spend ${missing} more to reach ${tier}.`,
  expires: (points, day) => `${points} points expire on ${day}.`,
  leaveHint: 'Say "leave membership" to end it.',
  sharerGets: (reward, after) =>
    after === 'join'
      ? `You get ${reward} for each friend who comes.`
      : `You get ${reward} for each friend who buys something.`,
  friendGets: (reward) => `Your friend gets ${reward}.`,
  reward: (reward) => (reward.kind === 'points' ? `${reward.points} points` : reward.offer),
  friendsEarned: (points) => `Your friends have brought you ${points} points.`,
};

function listed(deeds: readonly (readonly [string, number | null])[]): string {
  const words = deeds.flatMap(([what, points]) => (points === null ? [] : `${what} ${points}`));
  return words.length === 0 ? '' : `• Points too for: ${words.join(', ')}`;
}

const zhCn: ClubTexts = {
  none: (shopName) => `${shopName}没有会员制度。`,
  joined: (shopName, tier) => `欢迎加入！您现在是${shopName}的会员，等级：${tier}。`,
  alreadyMember: (tier) => `您已经是会员，等级：${tier}。`,
  notMember: (shopName) => `您还不是${shopName}的会员，加入免费。`,
  left: '您已退出会员。积分保留到过期为止，说“入会”可以再加入。',
  leftNothing: '您不是会员。',
  joinPoints: (points) => `• 入会送 ${points} 积分`,
  earn: (points, forEach) => `• 每消费 ${forEach} 得 ${points} 积分`,
  deeds: ({ review, photo, topic, share }) => {
    const words = [
      ['评价', review],
      ['晒单', photo],
      ['参与话题', topic],
      ['分享', share],
    ].flatMap(([what, points]) => (points === null ? [] : `${what} ${points}`));
    return words.length === 0 ? '' : `• 这些也得积分：${words.join('、')}`;
  },
  worth: (points, worth) => `• 结账时 ${points} 积分抵 ${worth}`,
  balance: (points, worth) => `您有 ${points} 积分，可抵 ${worth}。`,
  waiting: (points) => `有 ${points} 积分在等您。`,
  tier: (tier) => `等级：${tier}。`,
  nextTier: (missing, tier) => `再消费 ${missing} 即可升为${tier}。`,
  expires: (points, day) => `${points} 积分将于${day}过期。`,
  leaveHint: '说“退出会员”可以退出。',
  sharerGets: (reward, after) =>
    after === 'join'
      ? `每有一位朋友加入，您得到${reward}。`
      : `每有一位朋友首次购物，您得到${reward}。`,
  friendGets: (reward) => `您的朋友得到${reward}。`,
  reward: (reward) => (reward.kind === 'points' ? ` ${reward.points} 积分` : `「${reward.offer}」`),
  friendsEarned: (points) => `朋友们已为您带来 ${points} 积分。`,
};

export const clubTextsIn: Readonly<Record<Language, ClubTexts>> = { en, 'zh-CN': zhCn };
