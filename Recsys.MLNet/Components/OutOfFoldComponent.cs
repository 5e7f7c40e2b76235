using Microsoft.ML;
using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.Components;

/// <summary>Scores each row by the model of its fold.</summary>
internal sealed class OutOfFoldComponent : RowComponent
{
    private readonly RowComponent _serving;
    private readonly Lazy<RowComponent>[] _parts;
    private readonly Func<RowBatch, int, int> _foldOf;

    public OutOfFoldComponent(RowComponent serving, int folds, IReadOnlyList<ComponentInput> further, Func<RowBatch, int, int> foldOf, Func<int, RowComponent> fitFor)
    {
        (_serving, _foldOf) = (serving, foldOf);
        Inputs = [.. serving.Inputs, .. further];
        _parts = [.. Enumerable.Range(0, folds).Select(fold => new Lazy<RowComponent>(() => fitFor(fold)))];
        (BatchRows, Run) = (serving.BatchRows, serving.Run);
    }

    public override string Kind => _serving.Kind;

    protected internal override IReadOnlyList<ComponentInput> Inputs { get; }

    public override void Write(SectionWriter writer) => _serving.Write(writer);

    protected internal override IReadOnlyList<ComponentOutput> Outputs(DataViewSchema schema) => _serving.Outputs(schema);

    protected internal override void Compute(RowBatch batch)
    {
        if (batch.Count == 0)
            return;
        var folds = new int[batch.Count];
        for (int row = 0; row < folds.Length; row++)
            folds[row] = _foldOf(batch, row);
        var kept = new float[batch.OutputCount][];
        for (int o = 0; o < kept.Length; o++)
        {
            kept[o] = new float[batch.Output<float>(o).Length];
            Array.Fill(kept[o], float.NaN);
        }
        foreach (int fold in folds.Where(fold => fold >= 0).Distinct())
        {
            _parts[fold].Value.Compute(batch);
            for (int o = 0; o < kept.Length; o++)
                Keep(batch.Output<float>(o), kept[o], folds, fold);
        }
        for (int o = 0; o < kept.Length; o++)
            kept[o].CopyTo(batch.Output<float>(o));
    }

    private static void Keep(ReadOnlySpan<float> computed, Span<float> kept, int[] folds, int fold)
    {
        int width = computed.Length / folds.Length;
        for (int row = 0; row < folds.Length; row++)
            if (folds[row] == fold)
                computed.Slice(row * width, width).CopyTo(kept[(row * width)..]);
    }
}
