using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Recsys.MLNet.Components;

namespace Recsys.MLNet.Tests.MLNet;

/// <summary>What every ML.NET component of ours owes its users. Derive, give rows and an estimator, inherit the tests.</summary>
/// <remarks>The derived fixture needs a constructor without parameters: a fresh process makes one to load what was saved.</remarks>
public abstract class RowComponentContract
{
    protected static readonly MLContext Ml = new(seed: 1);

    /// <summary>At least 20 rows, enough to fit on, some with missing values.</summary>
    protected abstract IDataView Rows();

    /// <summary>The estimator over <see cref="Rows"/>, with the seed in its run settings.</summary>
    protected abstract IEstimator<RowComponent> Estimator(RunSettings run);

    /// <summary>The columns that the component adds.</summary>
    protected abstract string[] Added { get; }

    /// <summary>The first column that the component reads.</summary>
    protected abstract string Needed { get; }

    private RowComponent Fitted(int threads = 1) => Estimator(new RunSettings { Seed = 1, Threads = threads }).Fit(Rows());

    [Test]
    public void It_adds_the_columns_that_it_promised()
    {
        var rows = Rows();
        var chain = new EstimatorChain<ITransformer>().Append(Estimator(RunSettings.Default));
        var promised = chain.GetOutputSchema(PromisesOf(rows));
        var schema = Fitted().GetOutputSchema(rows.Schema);
        Assert.Multiple(() =>
        {
            foreach (string name in Added)
            {
                var (promise, column) = (promised.Single(c => c.Name == name), schema[name]);
                var vector = column.Type as VectorDataViewType;
                Assert.That(promise.Kind, Is.EqualTo(vector is null ? SchemaShape.Column.VectorKind.Scalar : vector.IsKnownSize ? SchemaShape.Column.VectorKind.Vector : SchemaShape.Column.VectorKind.VariableVector), name);
                Assert.That(promise.ItemType.RawType, Is.EqualTo((vector?.ItemType ?? column.Type).RawType), name);
                Assert.That(promise.IsKey, Is.EqualTo((vector?.ItemType ?? column.Type) is KeyDataViewType), name);
            }
            Assert.That(schema.Take(rows.Schema.Count).Select(c => (c.Name, c.Type)), Is.EqualTo(rows.Schema.Select(c => (c.Name, c.Type))));
        });
    }

    [Test]
    public void Batches_of_any_size_and_single_rows_give_the_same_values()
    {
        var rows = Rows();
        var component = Fitted();
        var whole = Dump(component.Transform(rows)).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(whole, Has.Count.GreaterThanOrEqualTo(20));
            foreach (int size in new[] { 1, 7 })
                Assert.That(Dump(component.InBatchesOf(size).Transform(rows)), Is.EqualTo(whole), $"batches of {size}");
            Assert.That(SingleRows(component, rows), Is.EqualTo(whole), "single rows");
        });
    }

    [Test]
    public void Fitting_repeats_exactly_on_any_number_of_threads()
    {
        var rows = Rows();
        Assert.That(Dump(Fitted(threads: 2).Transform(rows)), Is.EqualTo(Dump(Fitted(threads: 1).Transform(rows))));
    }

    [Test]
    public void The_order_of_rows_at_scoring_changes_no_row()
    {
        var component = Fitted();
        var rows = Rows();
        var shuffled = Ml.Data.ShuffleRows(rows, seed: 7);
        Assert.That(Dump(component.Transform(shuffled)).Order(StringComparer.Ordinal), Is.EqualTo(Dump(component.Transform(rows)).Order(StringComparer.Ordinal)));
    }

    [Test]
    public void A_missing_column_is_refused_by_name()
    {
        var rows = Ml.Data.LoadFromEnumerable(new List<Empty> { new() });
        Assert.Multiple(() =>
        {
            Assert.That(() => Estimator(RunSettings.Default).GetOutputSchema(PromisesOf(rows)), Throws.TypeOf<SchemaMismatchException>().With.Message.Contains($"'{Needed}'"));
            Assert.That(() => Fitted().Transform(rows), Throws.TypeOf<SchemaMismatchException>().With.Message.Contains($"'{Needed}'"));
        });
    }

    [Test]
    public void A_column_of_the_wrong_type_is_refused_with_what_is_needed()
    {
        var definition = SchemaDefinition.Create(typeof(WrongColumn));
        definition[0].ColumnName = Needed;
        var rows = Rows();
        var hidden = Ml.Transforms.CustomMapping<Nothing, WrongColumn>((_, _) => { }, null, null, definition).Fit(rows).Transform(rows);
        Assert.That(() => Fitted().Transform(hidden), Throws.TypeOf<SchemaMismatchException>().With.Message.Contains($"Column '{Needed}'").And.Message.Contains("needs"));
    }

    [Test]
    public void It_computes_the_same_in_a_fresh_process_after_saving()
    {
        string file = Path.Combine(Path.GetTempPath(), $"recsys-{GetType().Name}-{Environment.ProcessId}.zip");
        try
        {
            var (rows, component) = (Rows(), Fitted());
            Ml.Model.SaveRecsys(new TransformerChain<ITransformer>(component), rows.Schema, file);
            var start = new ProcessStartInfo(Environment.ProcessPath is { } path && path.Contains("dotnet", StringComparison.Ordinal) ? path : "dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
            start.ArgumentList.Add("exec");
            start.ArgumentList.Add(typeof(RowComponentContract).Assembly.Location);
            start.ArgumentList.Add(GetType().FullName!);
            start.ArgumentList.Add(file);
            using var process = Process.Start(start)!;
            var error = process.StandardError.ReadToEndAsync();
            string[] lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
            process.WaitForExit();
            Assert.That(lines, Is.EqualTo(Dump(component.Transform(rows))), error.Result);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>What the fresh process does: loads the model and prints what it computes.</summary>
    internal static int LoadAndPrint(string fixture, string file, TextWriter output)
    {
        var contract = (RowComponentContract)Activator.CreateInstance(typeof(RowComponentContract).Assembly.GetType(fixture, throwOnError: true)!)!;
        var model = new MLContext().Model.LoadRecsys(file, out _);
        foreach (string line in contract.Dump(model.Transform(contract.Rows())))
            output.WriteLine(line);
        return 0;
    }

    [Test]
    public void A_model_saved_plainly_loads_and_says_when_used_what_it_lacks()
    {
        var rows = Rows();
        using var file = new MemoryStream();
        Ml.Model.Save(new TransformerChain<ITransformer>(Fitted()), rows.Schema, file);
        file.Position = 0;
        var loaded = new MLContext().Model.Load(file, out _);
        Assert.That(() => Dump(loaded.Transform(rows)), Throws.Exception.With.Message.Contains("use ml.Model.SaveRecsys"));
    }

    [Test]
    public void Cancellation_stops_it()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.That(() => Dump(Estimator(new RunSettings { Cancellation = cancelled.Token }).Fit(Rows()).Transform(Rows())), Throws.InstanceOf<OperationCanceledException>());
    }

    private sealed class Empty
    {
        [ColumnName("Some other column")]
        public float Value { get; set; }
    }

    private sealed class WrongColumn
    {
        public DateTime Value { get; set; }
    }

    private sealed class Nothing;

    private List<string> Dump(IDataView view) => Rowwise.Print(view, Added);

    private IEnumerable<string> SingleRows(RowComponent component, IDataView rows)
    {
        var mapper = component.GetRowToRowMapper(rows.Schema);
        var wanted = Added.Select(name => mapper.OutputSchema[name]).ToList();
        using var cursor = rows.GetRowCursor(mapper.GetDependencies(wanted));
        using var row = mapper.GetRow(cursor, wanted);
        var print = Rowwise.Printer(row, wanted);
        while (cursor.MoveNext())
            yield return print();
    }

    private static SchemaShape PromisesOf(IDataView rows)
    {
        // A chain asks for the shape of its data itself; the first stage is handed it.
        SchemaShape? seen = null;
        new EstimatorChain<ITransformer>().Append(new Probe(shape => seen = shape)).Fit(rows);
        return seen!;
    }

    private sealed class Probe(Action<SchemaShape> see) : IEstimator<ITransformer>
    {
        public ITransformer Fit(IDataView input) => new TransformerChain<ITransformer>();

        public SchemaShape GetOutputSchema(SchemaShape inputSchema)
        {
            see(inputSchema);
            return inputSchema;
        }
    }
}
