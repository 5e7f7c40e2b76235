using System.Diagnostics;
using System.Globalization;
using Recsys.MLNet.Data;
using Recsys.MLNet.Models;
using Recsys.MLNet.Trainers.MatrixFactorization;

namespace Recsys.MLNet.Benchmarks.Collaborative;

/// <summary>Nanoseconds of processor time per update of one trainer on synthetic ratings, and what the fit is worth.</summary>
/// <remarks>
/// Two fits, of one pass and of all: their difference divided by the further passes leaves out arranging the data. With a file prefix the
/// ratings are written to PREFIX.tr.bin and PREFIX.te.bin (user, item as 32-bit integers, value as float) the first time and read from there
/// again, so that a peer's driver reads the same ratings and a large set is drawn once.
/// Bytes an interaction: the most memory during the fit, data included, the model and what the process held before not.
/// </remarks>
public static class FactorizationSpeed
{
    /// <summary>Arguments: trainer, users, items, training ratings, test ratings, seed, factors, threads, passes[, file prefix].</summary>
    public static void Run(IReadOnlyList<string> arguments, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        ArgumentNullException.ThrowIfNull(output);
        int[] number = [.. arguments.Skip(1).Take(8).Select(a => int.Parse(a, CultureInfo.InvariantCulture))];
        var (train, test) = Ratings(number, arguments.ElementAtOrDefault(9));
        var (factors, run, passes) = (number[5], new RunSettings { Threads = number[6] }, number[7]);
        Fit(arguments[0], train, factors, 1, run); // compiled by now
        var (first, _, _) = Timed(() => Fit(arguments[0], train, factors, 1, run));
        long managed = GC.GetTotalMemory(true), resident = PeakMemory.Reset();
        var (all, wall, model) = Timed(() => Fit(arguments[0], train, factors, passes, run));
        long peak = PeakMemory.Now(), size = GC.GetTotalMemory(true) - managed;
        double updates = (double)train.Count * (arguments[0].StartsWith("als", StringComparison.Ordinal) ? 2 : 1);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{arguments[0]} {factors} factors, {number[6]} threads, {train.Count} ratings, {passes} passes: {all / passes / updates * 1e9:F1} ns a visit, {(all - first) / (passes - 1) / updates * 1e9:F1} without arranging, processor {all:F2} s, wall {wall:F2} s; model {size / 1e6:F0} MB, peak {peak / 1e6:F0} MB, {(peak - resident - size) / (double)train.Count + sizeof(int) + sizeof(float):F1} bytes an interaction{Quality(model, test)}"));
    }

    private static (InteractionMatrix Train, InteractionMatrix Test) Ratings(int[] number, string? prefix)
    {
        if (prefix is not null && File.Exists(prefix + ".te.bin"))
            return (Read(prefix + ".tr.bin", number[0], number[1]), Read(prefix + ".te.bin", number[0], number[1]));
        var ratings = SyntheticRatings.Create(number[0], number[1], number[2], number[3], (ulong)number[4]);
        if (prefix is not null)
        {
            Write(prefix + ".tr.bin", ratings.Train);
            Write(prefix + ".te.bin", ratings.Test);
        }
        return (ratings.Train, ratings.Test);
    }

    private static object Fit(string trainer, InteractionMatrix train, int factors, int passes, RunSettings run) => trainer switch
    {
        "sgd" => new SgdTrainer(new SgdOptions { Factors = factors, Epochs = passes, LearningRate = .03f, Regularization = .05f, RegularizationExponent = 1 }).Fit(train, run),
        "bpr" => new BprTrainer(new BprOptions { Factors = factors, Epochs = passes }).Fit(train, run),
        "warp" => new WarpTrainer(new WarpOptions { Factors = factors, Epochs = passes }).Fit(train, run),
        "als" => new AlsTrainer(new AlsOptions { Factors = factors, Epochs = passes }).Fit(train, run),
        "als-blocks" => new AlsTrainer(new AlsOptions { Factors = factors, Epochs = passes, Solver = AlsSolver.BlockCoordinate }).Fit(train, run),
        "als-cholesky" => new AlsTrainer(new AlsOptions { Factors = factors, Epochs = passes, Solver = AlsSolver.Cholesky }).Fit(train, run),
        _ => throw new ArgumentException($"Expected sgd, bpr, warp, als, als-blocks or als-cholesky, got '{trainer}'."),
    };

    private static (double Processor, double Wall, object Model) Timed(Func<object> fit)
    {
        var watch = Stopwatch.StartNew();
        var before = Process.GetCurrentProcess().TotalProcessorTime;
        object model = fit();
        return ((Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds, watch.Elapsed.TotalSeconds, model);
    }

    private static string Quality(object model, InteractionMatrix test)
    {
        if (model is not RatingModel ratings)
            return "";
        double sum = 0;
        for (int user = 0; user < test.Rows; user++)
        {
            var items = test.ColumnsOf(user);
            var weights = test.WeightsOf(user);
            for (int n = 0; n < items.Length; n++)
            {
                double error = weights[n] - ratings.Predict(user, items[n]);
                sum += error * error;
            }
        }
        return string.Create(CultureInfo.InvariantCulture, $", test RMSE {Math.Sqrt(sum / test.Count):F4}");
    }

    private static InteractionMatrix Read(string path, int users, int items)
    {
        using var file = new BinaryReader(new BufferedStream(File.OpenRead(path), 1 << 20));
        int count = checked((int)(file.BaseStream.Length / 12));
        int[] user = new int[count], item = new int[count];
        float[] value = new float[count];
        for (int n = 0; n < count; n++)
            (user[n], item[n], value[n]) = (file.ReadInt32(), file.ReadInt32(), file.ReadSingle());
        return InteractionMatrix.FromTriples(users, items, user, item, value);
    }

    private static void Write(string path, InteractionMatrix matrix)
    {
        using var file = new BinaryWriter(File.Create(path));
        for (int user = 0; user < matrix.Rows; user++)
        {
            var items = matrix.ColumnsOf(user);
            var weights = matrix.WeightsOf(user);
            for (int n = 0; n < items.Length; n++)
            {
                file.Write(user);
                file.Write(items[n]);
                file.Write(weights[n]);
            }
        }
    }
}
