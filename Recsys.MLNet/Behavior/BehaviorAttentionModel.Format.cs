using Recsys.MLNet.Models;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.Behavior;

public sealed partial class BehaviorAttentionModel : ISavedModel
{
    /// <summary>Kind of its section in a package.</summary>
    public const string SectionKind = "behavior-attention";

    static BehaviorAttentionModel() => ModelSections.Register(SectionKind, Read);

    /// <inheritdoc/>
    public string Kind => SectionKind;

    /// <inheritdoc/>
    public int FormatVersion => 3;

    /// <inheritdoc/>
    public void Write(SectionWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        var s = Shape;
        foreach (int number in new[] { s.Items, s.Width, s.Heads, s.Layers, s.FeedForward, s.Positions, (int)s.Block, s.Types, s.Gaps ? 1 : 0, s.TextWidth, s.UnitItems ? 1 : 0, s.Target ? 1 : 0, s.Interests, s.Values ? 1 : 0 })
            writer.Write(number);
        writer.Write<float>(Weights.Values);
        writer.Write<float>(Texts?.Values ?? []);
        writer.Write(TermWeight);
        if (Terms is not null)
            NestedModel.Write(writer, Terms);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static BehaviorAttentionModel Read(SectionReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        reader.Expect(SectionKind, 3);
        var shape = new BehaviorArchitecture
        {
            Items = reader.ReadInt(),
            Width = reader.ReadInt(),
            Heads = reader.ReadInt(),
            Layers = reader.ReadInt(),
            FeedForward = reader.ReadInt(),
            Positions = reader.ReadInt(),
            Block = (BehaviorBlock)reader.ReadInt(),
            Types = reader.ReadInt(),
            Gaps = reader.ReadInt() != 0,
            TextWidth = reader.ReadInt(),
            UnitItems = reader.ReadInt() != 0,
            Target = reader.Version > 1 && reader.ReadInt() != 0,
            Interests = reader.Version > 1 ? reader.ReadInt() : 1,
            Values = reader.Version > 1 && reader.ReadInt() != 0,
        };
        if (shape.Items < 0 || shape.Width is < 1 or > 8192 || shape.Heads < 1 || shape.Width % shape.Heads != 0 || shape.Layers is < 1 or > 256 || shape.FeedForward is < 1 or > 65536
            || shape.Positions is < 1 or > 255 || !Enum.IsDefined(shape.Block) || shape.Types is < 1 or > 256 || shape.TextWidth is < 0 or > 65536 || shape.Interests is < 1 or > 64)
            throw new ModelFormatException($"A behaviour model cannot have this shape: {shape}. The file is damaged; save or download it again.");
        var weights = new BehaviorWeights(shape, withItems: true, reader.ReadArray<float>());
        float[] texts = reader.ReadArray<float>();
        if (texts.Length != (long)shape.Items * shape.TextWidth)
            throw new ModelFormatException($"A behaviour model has {texts.Length} numbers of text vectors; expected {shape.Items} x {shape.TextWidth}. The file is damaged; save or download it again.");
        foreach (float value in weights.Values)
            if (!float.IsFinite(value))
                throw new ModelFormatException("A behaviour model holds weights that are no finite numbers. The file is damaged; save or download it again.");
        float termWeight = reader.Version > 2 ? reader.ReadFloat() : 0;
        var terms = termWeight > 0 ? NestedModel.Read<TfIdfModel>(reader, SectionKind) : null;
        if (!(termWeight >= 0 && float.IsFinite(termWeight)) || (terms is not null && terms.ItemCount != shape.Items))
            throw new ModelFormatException($"A behaviour model weighs terms of {terms?.ItemCount ?? 0} items by {termWeight}; expected those of {shape.Items} and a number of 0 or more. The file is damaged; save or download it again.");
        return new(weights, shape.TextWidth > 0 ? new RowMatrix(shape.Items, shape.TextWidth, texts) : null, terms, termWeight);
    }
}
