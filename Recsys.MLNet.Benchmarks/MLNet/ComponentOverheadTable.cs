using System.Globalization;

namespace Recsys.MLNet.Benchmarks.MLNet;

/// <summary>The operations of <see cref="ComponentOverhead"/> by processor time, interleaved in one process: for machines that are busy with other things.</summary>
public static class ComponentOverheadTable
{
    private const int Rounds = 31;

    public static void Print(TextWriter output)
    {
        var bench = new ComponentOverhead();
        bench.Setup();
        (string Name, Func<float> Run, int Rows)[] operations =
        [
            ("stock Concatenate, cursor", bench.StockConcatenate, ComponentOverhead.RowCount),
            ("component, batches of 128", bench.OursReadAhead128, ComponentOverhead.RowCount),
            ("component, batches of 1", bench.OursRowByRow, ComponentOverhead.RowCount),
            ("component not asked for (reads one column)", bench.OursNotAskedFor, ComponentOverhead.RowCount),
            ("stock Concatenate, PredictionEngine", bench.StockPredictionEngine, ComponentOverhead.Predictions),
            ("component, PredictionEngine", bench.OurPredictionEngine, ComponentOverhead.Predictions),
        ];
        var times = operations.Select(_ => new List<double>()).ToArray();
        for (int round = 0; round < Rounds; round++)
            for (int i = 0; i < operations.Length; i++)
            {
                int repeats = round < 5 ? 30 : Math.Max(1, 40_000 / operations[i].Rows); // the first rounds let the compiler finish
                var before = Environment.CpuUsage.TotalTime;
                for (int r = 0; r < repeats; r++)
                    operations[i].Run();
                if (round >= 5)
                    times[i].Add((Environment.CpuUsage.TotalTime - before).TotalNanoseconds / repeats / operations[i].Rows);
            }
        output.WriteLine("| operation | CPU ns per row | of stock |");
        output.WriteLine("|---|---|---|");
        for (int i = 0; i < operations.Length; i++)
        {
            double median = times[i].Order().ElementAt(times[i].Count / 2), stock = times[i < 4 ? 0 : 4].Order().ElementAt(times[0].Count / 2);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {operations[i].Name} | {median:0} | {median / stock:0.00} |"));
        }
    }
}
