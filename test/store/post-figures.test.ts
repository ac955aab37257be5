import { beforeAll, expect, it } from 'vitest';
import { reportText } from '../../src/cli/report-text.js';
import { reportCsv } from '../../src/domain/report/csv.js';
import { reportPage } from '../../src/http/report-page.js';
import { reportStore } from '../../src/store/report-store.js';
import { onEachDatabase } from '../support/databases.js';
import { sampleReport } from '../support/sample-report.js';

onEachDatabase('figures of posts', (test) => {
  beforeAll(async () => {
    await test.database().write(2, async ({ models }) => {
      const run = { versionId: 1, state: 'done', scheduledFor: 0n, createdAt: 0n };
      const runs = ['lanterns', 'other'].map((campaignId, i) => ({
        ...run,
        id: i + 1,
        campaignId,
        occurrenceKey: campaignId,
      }));
      await models.run.createMany({ data: runs });
      const post = {
        purpose: 'post',
        channelAccount: 'weibo',
        place: 'timeline',
        locale: 'zh-CN',
        dueAt: 0n,
        deadlineAt: 0n,
        state: 'sent',
        createdAt: 0n,
      };
      await models.delivery.createMany({
        data: [
          { ...post, id: 1, runId: 1, dedupeKey: 'a', sentAt: 1_000n },
          { ...post, id: 2, runId: 1, dedupeKey: 'b', sentAt: 2_000n },
          { ...post, id: 3, runId: 2, dedupeKey: 'c', sentAt: 3_000n },
          { ...post, id: 4, runId: 1, dedupeKey: 'd', state: 'failed' },
        ],
      });
      const attempt = { part: 0, key: 'k', channelAccount: 'weibo', startedAt: 0n };
      await models.deliveryAttempt.createMany({
        data: [
          { ...attempt, deliveryId: 1, attempt: 1, platformRef: null, outcome: 'unknown' },
          { ...attempt, deliveryId: 1, attempt: 2, platformRef: '501', outcome: 'duplicate' },
          { ...attempt, deliveryId: 2, attempt: 1, platformRef: '502', outcome: 'accepted' },
          { ...attempt, deliveryId: 3, attempt: 1, platformRef: '503', outcome: 'accepted' },
          { ...attempt, deliveryId: 4, attempt: 1, platformRef: null, outcome: 'rejected' },
        ],
      });
      const did = (kind: string, key: string, platformRef: string, identityId: number | null) => ({
        channelAccount: 'weibo',
        key,
        platformRef,
        kind,
        identityId,
        at: 0n,
      });
      await models.postEngagement.createMany({
        data: [
          did('comment', 'c1', '501', null),
          did('comment', 'c2', '501', 7),
          did('comment', 'c3', '501', null),
          did('repost', 'r1', '501', 7),
          did('like', 'l1', '503', null),
          { ...did('like', 'l2', '501', null), channelAccount: 'another' },
        ],
      });
    });
  });

  it('counts comments, reposts and likes of each post, customers among them', async () => {
    const common = { channelAccount: 'weibo', place: 'timeline' };
    expect(await reportStore(test.database()).posts('lanterns')).toEqual([
      { ...common, sentAt: 1_000, comments: 3, reposts: 1, likes: 0, byCustomers: 2 },
      { ...common, sentAt: 2_000, comments: 0, reposts: 0, likes: 0, byCustomers: 0 },
    ]);
    expect(await reportStore(test.database()).posts('nothing')).toEqual([]);
  });
});

it('stands in the terminal, the page and the CSV of a report, and nowhere without posts', () => {
  const post = {
    channelAccount: 'weibo',
    place: 'timeline',
    sentAt: Date.UTC(2026, 10, 21, 9),
    comments: 31,
    reposts: 17,
    likes: 203,
    byCustomers: 12,
  };
  const report = { ...sampleReport(), posts: [post] };
  expect(reportText(report)).toMatch(
    /Under the posts\n.*comments +31\n.*reposts +17\n.*likes +203\n/,
  );
  expect(reportPage(report)).toMatch(/Under the posts.*comments.*31.*likes.*203/s);
  expect(reportCsv(report)).toContain('post_1,likes,,203,,\r\npost_1,by_customers,,12,,\r\n');
  for (const shown of [reportText(sampleReport()), reportPage(sampleReport())]) {
    expect(shown).not.toContain('Under the posts');
  }
});
