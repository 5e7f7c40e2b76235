using Microsoft.ML;
using Microsoft.ML.Data;
using Recsys.MLNet.Data;
using Recsys.MLNet.Packaging;
using Recsys.MLNet.Serving;

namespace Recsys.MLNet.Components;

/// <summary>Answers each row, a request, with a ranked list from a package.</summary>
/// <remarks>Saved with <c>SaveRecsys</c> it carries the package. State stays as of the package's cutoff: a service that learns of events as they happen uses the engine.</remarks>
public sealed class RecommendTransformer : RowComponent
{
    internal const string SectionKind = "component-recommend";

    private readonly RecommenderSlot _slot;
    private readonly RecommendColumns _columns;

    /// <summary>A component over a package file.</summary>
    /// <exception cref="ModelFormatException">Not a package, damaged, altered, or from a later format.</exception>
    public RecommendTransformer(string packagePath, RecommendColumns? columns = null) : this(new RecommenderSlot(LoadedRecommender.Open(packagePath)), columns) { }

    internal RecommendTransformer(RecommenderSlot slot, RecommendColumns? columns = null)
    {
        (_slot, _columns) = (slot, columns ?? new());
        Inputs = InputsOf(_columns);
    }

    /// <summary>Version of the package that answers now.</summary>
    public string ModelVersion => _slot.Current.Version;

    /// <inheritdoc/>
    public override string Kind => SectionKind;

    /// <inheritdoc/>
    protected internal override IReadOnlyList<ComponentInput> Inputs { get; }

    /// <inheritdoc/>
    protected internal override IReadOnlyList<ComponentOutput> Outputs(DataViewSchema schema) => OutputsOf(_columns);

    /// <inheritdoc/>
    protected internal override void Compute(RowBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var loaded = _slot.Enter();
        try
        {
            for (int row = 0; row < batch.Count; row++)
            {
                Run.Cancellation.ThrowIfCancellationRequested();
                Put(batch, row, loaded.Recommend(RequestOf(batch, row, loaded.Now)));
            }
        }
        finally
        {
            loaded.Leave();
        }
    }

    /// <inheritdoc/>
    public override void Write(SectionWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write([_columns.User, _columns.Session, _columns.Candidates, _columns.Count, _columns.At, _columns.Query, _columns.Surface, _columns.Items, _columns.Scores, _columns.Reasons, _columns.ModelVersion]);
        writer.Write<byte>(_slot.Current.Package());
    }

    internal static RecommendTransformer Read(SectionReader reader)
    {
        reader.Expect(SectionKind, 1);
        if (reader.ReadStrings() is not { Length: 11 } names)
            throw SavedPart.Damaged(SectionKind);
        var columns = new RecommendColumns(names[0], names[1], names[2], names[3], names[4], names[5], names[6], names[7], names[8], names[9], names[10]);
        return new(new RecommenderSlot(LoadedRecommender.Open(reader.ReadArray<byte>())), columns);
    }

    internal static IReadOnlyList<ComponentInput> InputsOf(RecommendColumns columns) =>
    [
        ComponentInput.Text(columns.User),
        ComponentInput.Text(columns.Session) with { IsOptional = true },
        ComponentInput.Texts(columns.Candidates) with { IsOptional = true },
        ComponentInput.Whole(columns.Count) with { IsOptional = true },
        ComponentInput.Whole(columns.At) with { IsOptional = true },
        ComponentInput.Text(columns.Query) with { IsOptional = true },
        ComponentInput.Text(columns.Surface) with { IsOptional = true },
    ];

    internal static ComponentOutput[] OutputsOf(RecommendColumns columns) =>
        [ComponentOutput.Texts(columns.Items), ComponentOutput.Numbers(columns.Scores), ComponentOutput.Texts(columns.Reasons), ComponentOutput.Text(columns.ModelVersion)];

    private static RecommendationRequest RequestOf(RowBatch batch, int row, long now)
    {
        var candidates = batch.Has(2) ? batch.Row<ReadOnlyMemory<char>>(2, row) : [];
        long count = batch.Has(3) ? batch.Column<long>(3)[row] : 10;
        if (count is < 0 or > int.MaxValue)
            throw new ArgumentException($"A row asks for {count} items; expected 0 or more.");
        long at = batch.Has(4) ? batch.Column<long>(4)[row] : 0;
        List<RankedItem>? own = null;
        foreach (var id in candidates)
            (own ??= new(candidates.Length)).Add(new RankedItem { Id = id.ToString() });
        return new RecommendationRequest
        {
            User = Text(batch, 0, row),
            Session = Text(batch, 1, row),
            Candidates = own,
            Count = (int)count,
            At = at == 0 ? now : at,
            Query = Text(batch, 5, row),
            Surface = Text(batch, 6, row),
        };
    }

    private static string? Text(RowBatch batch, int input, int row) =>
        batch.Has(input) && batch.Column<ReadOnlyMemory<char>>(input)[row] is { IsEmpty: false } text ? text.ToString() : null;

    private static void Put(RowBatch batch, int row, RecommendationResponse response)
    {
        int count = response.Items.Count;
        var (items, scores, reasons) = (new ReadOnlyMemory<char>[count], new float[count], new ReadOnlyMemory<char>[count]);
        for (int i = 0; i < count; i++)
        {
            var item = response.Items[i];
            (items[i], scores[i], reasons[i]) = (item.Item.AsMemory(), item.Score, string.Join("; ", item.Reasons).AsMemory());
        }
        batch.SetRow(0, row, new VBuffer<ReadOnlyMemory<char>>(count, items));
        batch.SetRow(1, row, new VBuffer<float>(count, scores));
        batch.SetRow(2, row, new VBuffer<ReadOnlyMemory<char>>(count, reasons));
        batch.Output<ReadOnlyMemory<char>>(3)[row] = response.Version.AsMemory();
    }
}
