/** Inside the page, because a saved report has no stylesheet beside it. */
export const reportStyle = `
:root { color-scheme: light; --ink: #1f2937; --quiet: #64748b; --line: #e2e8f0; --accent: #0f766e; }
* { box-sizing: border-box; }
body { margin: 0; background: #f8fafc; color: var(--ink); font: 16px/1.55 system-ui, "Segoe UI", Roboto, "Noto Sans", "Noto Sans CJK SC", "PingFang SC", sans-serif; }
main { max-width: 760px; margin: 0 auto; padding: 32px 20px 64px; }
h1 { font-size: 28px; line-height: 1.2; margin: 4px 0; }
h2 { font-size: 17px; margin: 0 0 12px; }
section { background: #fff; border: 1px solid var(--line); border-radius: 12px; padding: 20px 24px; margin: 20px 0; }
figure { margin: 0; }
a { color: var(--accent); }
svg { max-width: 100%; height: auto; display: block; }
.kicker { text-transform: uppercase; letter-spacing: .08em; font-size: 12px; color: var(--accent); margin: 0; font-weight: 600; }
.quiet { color: var(--quiet); font-size: 14px; }
.answer { border-left: 5px solid var(--accent); }
.lead { font-size: 19px; font-weight: 600; line-height: 1.4; margin: 0 0 12px; }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(260px, 1fr)); gap: 24px; }
table { width: 100%; border-collapse: collapse; font-size: 15px; }
th { text-align: left; font-weight: 400; } td { text-align: right; font-variant-numeric: tabular-nums; }
th, td { padding: 6px 0; border-bottom: 1px solid var(--line); }
tr:last-child th, tr:last-child td { border-bottom: 0; }
@media print { body { background: #fff; } section { break-inside: avoid; } }
`;
