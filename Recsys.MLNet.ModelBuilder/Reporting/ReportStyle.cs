namespace Recsys.MLNet.ModelBuilder.Reporting;

/// <summary>How the page looks: light and dark by what the reader prefers, quiet on paper.</summary>
internal static class ReportStyle
{
    public const string Rules = """
        :root { --ink: #1d2430; --soft: #5b6675; --faint: #dfe4ea; --paper: #ffffff; --tile: #f5f7f9; --lead: #0b6bcb; --floor: #8a6d00; --bad: #b3261e; --good: #1a7f45; --s1: #e07b00; --s2: #6a8f2f; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e6eaf0; --soft: #a2adbb; --faint: #333c48; --paper: #14181e; --tile: #1d232b; --lead: #6cb2ff; --floor: #dcb94a; --bad: #ff8a80; --good: #6fd598; --s1: #ffb454; --s2: #a9d467; } }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
        main { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1.25rem; }
        h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .3rem; overflow-wrap: anywhere; }
        h2 { font-size: 1.25rem; margin: 0 0 .5rem; }
        h3 { font-size: 1rem; margin: 1.4rem 0 .3rem; }
        p, ul { margin: .4rem 0; max-width: 46rem; }
        section { margin-top: 2.4rem; border-top: 1px solid var(--faint); padding-top: 1.2rem; }
        section:first-of-type { border: 0; margin-top: 0; padding-top: 0; }
        .soft, figcaption, caption { color: var(--soft); font-size: .9rem; }
        figure { margin: 1rem 0; }
        figcaption, caption { text-align: left; font-weight: 600; padding: .2rem 0; }
        .wide { overflow-x: auto; background: linear-gradient(to left, var(--paper) 60%, transparent) right / 2rem 100% no-repeat local, linear-gradient(to left, var(--faint), transparent) right / 1.2rem 100% no-repeat scroll; }
        svg { display: block; width: 100%; min-width: 34rem; max-width: 45rem; height: auto; font: 12.5px system-ui, sans-serif; }
        svg.small { min-width: 17rem; max-width: 26rem; } svg text { fill: var(--ink); } svg .tick { fill: var(--soft); font-size: 11.5px; } svg .lead { fill: var(--lead); font-weight: 600; } svg .floor { fill: var(--floor); }
        svg .grid { stroke: var(--faint); stroke-width: 1; } svg .zero { stroke: var(--soft); stroke-width: 1.5; }
        svg .whisker { stroke: var(--soft); stroke-width: 2; } svg .whisker.lead { stroke: var(--lead); stroke-width: 3; } svg .whisker.floor { stroke: var(--floor); }
        svg .dot { fill: var(--soft); } svg .dot.lead { fill: var(--lead); } svg .dot.floor { fill: var(--paper); stroke: var(--floor); stroke-width: 2; }
        svg .s0 { fill: var(--lead); } svg .s1 { fill: var(--s1); } svg .s2 { fill: var(--s2); }
        svg .line { fill: none; stroke-width: 2.2; } svg .l0 { stroke: var(--lead); } svg .l1 { stroke: var(--s1); } svg .l2 { stroke: var(--s2); } svg .l3 { stroke: var(--floor); } svg .l4 { stroke: var(--bad); } svg .l5 { stroke: var(--good); } svg .l6 { stroke: var(--soft); stroke-dasharray: 5 4; } svg .l7 { stroke: var(--soft); }
        table { border-collapse: collapse; font-size: .9rem; margin: .6rem 0; }
        th, td { text-align: left; padding: .28rem .7rem .28rem 0; border-bottom: 1px solid var(--faint); vertical-align: top; overflow-wrap: break-word; max-width: 26rem; }
        td.n, th.n { text-align: right; white-space: nowrap; overflow-wrap: normal; font-variant-numeric: tabular-nums; }
        tr.lead th, tr.lead td { font-weight: 600; } th { font-weight: 600; } tbody th { font-weight: 400; min-width: 6.5rem; } td:last-child, th:last-child { padding-right: 0; }
        td.name { min-width: 9rem; } td.long { min-width: 12rem; }
        .tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); gap: .8rem; margin: 1rem 0; padding: 0; list-style: none; max-width: none; }
        .tiles li { background: var(--tile); border-radius: .5rem; padding: .7rem .9rem; } .tiles b { display: block; font-size: 1.35rem; line-height: 1.25; } .tiles span { color: var(--soft); font-size: .85rem; }
        .warn { color: var(--bad); font-weight: 600; } .ok { color: var(--good); font-weight: 600; }
        .pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); gap: 0 1.5rem; }
        footer { max-width: 60rem; margin: 0 auto; padding: 1rem 1.25rem 2rem; color: var(--soft); font-size: .85rem; }
        :focus-visible { outline: 2px solid var(--lead); outline-offset: 2px; }
        @media print { body { font-size: 10.5pt; } main { max-width: none; padding: 0; } figure, table, .tiles, .example { break-inside: avoid; } h2, h3 { break-after: avoid; } .wide { overflow: visible; } svg { min-width: 0; max-width: 15cm; } .tiles li { border: 1px solid var(--faint); } }

        """;
}
