import { describe, expect, it } from 'vitest';
import { reportCsv } from '../../../src/domain/report/csv.js';
import { effectSentences } from '../../../src/domain/report/effect-words.js';
import { sampleReport } from '../../support/sample-report.js';

describe('reportCsv', () => {
  const lines = reportCsv(sampleReport()).split('\r\n');

  it('begins with its columns and has one figure a line', () => {
    expect(lines[0]).toBe('section,name,arm,value,low,high');
    expect(lines).toContain('funnel,sent,,880,,');
    expect(lines).toContain('effect,people_purchase,treated,110,,');
    expect(lines).toContain('left_out,no-consent,,41,,');
  });

  it('keeps a name from becoming a formula, and quotes what needs it', () => {
    expect(lines).toContain(`clicked_products,'=SUM(A1),,3,,`);
    expect(lines).toContain('clicked_products,"a, ""b""",,2,,');
  });
});

describe('effectSentences', () => {
  it('says first whether it worked, with both shares and the interval', () => {
    // 110/900 = 12.2 %, 5/100 = 5.0 %
    const [first] = effectSentences(sampleReport());
    expect(first).toMatch(
      /^It worked\. 12\.2 % of the treated bought, 5\.0 % of the held-out: \+7\.2 points/,
    );
  });

  it('says too early, and how many more people it takes, while zero is in the interval', () => {
    const sentences = effectSentences(sampleReport({ treated: 55, holdout: 5 }));
    expect(sentences[0]).toMatch(/^Too early to say\./);
    expect(sentences.join(' ')).toMatch(
      /it takes [\d,]+ more people, about [\d,]+ days at this pace/,
    );
  });

  it('says how to hold people out where nobody was', () => {
    expect(effectSentences(sampleReport({ treated: 55, holdout: null })).join(' ')).toContain(
      'holdout: 10%',
    );
  });
});
