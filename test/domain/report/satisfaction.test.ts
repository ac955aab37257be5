import { describe, expect, it } from 'vitest';
import { reportText } from '../../../src/cli/report-text.js';
import { reportCsv } from '../../../src/domain/report/csv.js';
import { readSatisfaction, satisfactionText } from '../../../src/domain/report/satisfaction.js';
import { reportPage } from '../../../src/http/report-page.js';
import { sampleReport } from '../../support/sample-report.js';

describe('satisfaction', () => {
  it('is the average of all ratings, with how often each number of stars was given', () => {
    const found = readSatisfaction([
      { stars: 1, ratings: 1 },
      { stars: 4, ratings: 2 },
      { stars: 5, ratings: 4 },
    ]);
    // 1 + 8 + 20 = 29 stars of 7
    expect(found.average).toBeCloseTo(29 / 7, 12);
    expect(found.ratings).toBe(7);
    expect(found.distribution).toEqual([
      { stars: 5, ratings: 4 },
      { stars: 4, ratings: 2 },
      { stars: 3, ratings: 0 },
      { stars: 2, ratings: 0 },
      { stars: 1, ratings: 1 },
    ]);
    expect(satisfactionText(found)).toBe('4.1 of 5 (7 ratings)');
  });

  it('is unknown while nobody has rated, not zero', () => {
    const none = readSatisfaction([]);
    expect(none.average).toBeNull();
    expect(satisfactionText(none)).toBeNull();
    for (const shown of [
      reportText({ ...sampleReport(), satisfaction: none }),
      reportPage({ ...sampleReport(), satisfaction: none }),
    ])
      expect(shown).not.toContain('Satisfaction');
    expect(reportCsv({ ...sampleReport(), satisfaction: none })).toContain(
      'satisfaction,average,,,,\r\n',
    );
  });

  it('stands in the terminal, on the page and in the file', () => {
    expect(reportText(sampleReport())).toMatch(
      /Satisfaction\n {2}3\.8 of 5 \(4 ratings\)\n {2}★★★★★ +2\n {2}★★★★☆ +1\n {2}★★★☆☆ +0/,
    );
    expect(reportPage(sampleReport())).toMatch(/Satisfaction.*3\.8 of 5 \(4 ratings\)/s);
    const lines = reportCsv(sampleReport()).split('\r\n');
    expect(lines).toContain('satisfaction,ratings,,4,,');
    expect(lines).toContain('satisfaction,average,,3.75,,');
    expect(lines).toContain('satisfaction,stars_5,,2,,');
  });
});
