using System.Globalization;
using Recsys.MLNet.Data;
using Recsys.MLNet.Features;
using Recsys.MLNet.ModelBuilder.Simulation;
using Recsys.MLNet.State;

namespace Recsys.MLNet.Benchmarks.Serving;

/// <summary>How well the click rate of items published during a simulation is known after so many impressions: against the simulator's probabilities of these impressions, and against the impressions that come next.</summary>
internal static class NewItemRates
{
    private static readonly int[] s_marks = [50, 100, 200, 400];

    public static void Print(IEnumerable<string> scenarios, int users, int items, int seed, TextWriter to)
    {
        to.WriteLine("| simulation | impressions | items | all looks per impression | estimate | true rate of these impressions | estimate / truth | true rate of as many next | clicked of as many next |");
        to.WriteLine("|---|---|---|---|---|---|---|---|---|");
        var bins = new StringWriter();
        bins.WriteLine("| simulation | impressions | fifth by estimate | items | estimate | true rate of these impressions | true rate of as many next | clicked of as many next |");
        bins.WriteLine("|---|---|---|---|---|---|---|---|");
        foreach (string scenario in scenarios)
        {
            var (published, prior) = Replay(scenario, users, items, new RunSettings { Seed = seed });
            for (int m = 0; m < s_marks.Length - 1; m++)
            {
                int n = s_marks[m];
                var known = published.Where(p => p.Shown >= n).OrderBy(p => p.At[m].Estimate).ToArray();
                string Now(IEnumerable<Known> of) => Mean(of.Select(p => p.At[m].Expected / n));
                string Next(IEnumerable<Known> of, Func<Mark, double> what) => Mean(of.Where(p => p.Shown >= 2 * n).Select(p => (what(p.At[m + 1]) - what(p.At[m])) / n));
                to.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"| {scenario} | {n} | {known.Length} | {Mean(known.Select(p => p.At[m].Looks))} | {Mean(known.Select(p => (double)p.At[m].Estimate))} | {Now(known)} | {Ratio(known, m)} | {Next(known, a => a.Expected)} | {Next(known, a => a.Clicked)} |"));
                int fifth = 0;
                foreach (var bin in known.Chunk(Math.Max(1, (known.Length + 4) / 5)))
                    bins.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {scenario} | {n} | {++fifth} | {bin.Length} | {bin.Average(p => p.At[m].Estimate):.0000} | {Now(bin)} | {Next(bin, a => a.Expected)} | {Next(bin, a => a.Clicked)} |"));
            }
            bins.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {scenario} | prior at the end | | | {prior.Rate:.0000}, as strong as {prior.Strength:0} impressions | | | |"));
        }
        to.WriteLine();
        to.Write(bins);
    }

    private static (IReadOnlyList<Known> Published, RatePrior Prior) Replay(string scenario, int users, int items, RunSettings run)
    {
        var options = SimulationOptions.For(scenario) with { Users = users, Items = items };
        var world = new WorldState(new StateOptions());
        using var state = world.Open();
        var published = new Dictionary<string, Known>(StringComparer.Ordinal);
        foreach (var (e, truth) in new Simulator(options).Run(run))
        {
            if (e.Kind == EventKind.Item && e.Timestamp >= options.Start + Decay.Length(TimeWindow.Day))
                published.TryAdd(e.Item!, new Known());
            else if (e is { Kind: EventKind.Interaction, Type: "click" } && published.TryGetValue(e.Item!, out var clicked))
                clicked.Clicked++;
            for (int k = 0; k < e.Items.Count; k++)
                if (e.Items[k].Visible != false && published.TryGetValue(e.Items[k].Id, out var known))
                {
                    known.Take(state.FindItem(e.Items[k].Id)!, state);
                    known.Show(truth!.Relevance[k] * (e.Items[k].Visible == true ? 1 : options.Examination(k)));
                }
            world.Apply(e);
        }
        return ([.. published.Values], state.ClickPrior);
    }

    private static string Mean(IEnumerable<double> values)
    {
        double[] all = [.. values];
        return all.Length < 2 ? "" : string.Create(CultureInfo.InvariantCulture, $"{all.Average():.0000} ± {1.96 * Math.Sqrt(all.Sum(v => (v - all.Average()) * (v - all.Average())) / (all.Length - 1) / all.Length):.0000}");
    }

    /// <summary>Sum of estimates by sum of truths, with the 95 % interval of a jackknife over items.</summary>
    private static string Ratio(Known[] known, int mark)
    {
        int n = s_marks[mark], count = known.Length;
        double estimates = known.Sum(p => (double)p.At[mark].Estimate), truths = known.Sum(p => p.At[mark].Expected / n);
        double[] without = [.. known.Select(p => (estimates - p.At[mark].Estimate) / (truths - p.At[mark].Expected / n))];
        double error = Math.Sqrt(without.Sum(r => (r - without.Average()) * (r - without.Average())) * (count - 1) / count);
        return string.Create(CultureInfo.InvariantCulture, $"{estimates / truths:0.000} ± {1.96 * error:0.000}");
    }

    /// <summary>What was known of an item when it had been shown so often.</summary>
    private readonly record struct Mark(float Estimate, double Looks, double Expected, double Clicked);

    private sealed class Known
    {
        public int Shown { get; private set; }

        public double Clicked { get; set; }

        public double Expected { get; private set; }

        public Mark[] At { get; } = new Mark[s_marks.Length];

        public void Show(double probability) => (Shown, Expected) = (Shown + 1, Expected + probability);

        public void Take(ItemState item, StateView state)
        {
            if (s_marks.AsSpan().IndexOf(Shown) is >= 0 and var mark)
                At[mark] = new(SmoothedRate.Clicks(item, state), item.Total(BehaviorStage.Interest) / Shown, Expected, Clicked);
        }
    }
}
