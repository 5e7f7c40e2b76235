using Recsys.MLNet.Data;
using Recsys.MLNet.Packaging;
using Recsys.MLNet.State;

namespace Recsys.MLNet.Recall;

/// <summary>The numbers a fitted model knows users, items and interaction types by.</summary>
public sealed class ModelVocabulary : ISavedModel
{
    internal const string SectionKind = "vocabulary";

    private KnownNumbers? _known;

    static ModelVocabulary() => ModelSections.Register(SectionKind, Read);

    /// <summary>The vocabularies of a log that models were fitted on.</summary>
    public ModelVocabulary(Vocabulary users, Vocabulary items, Vocabulary types)
    {
        ArgumentNullException.ThrowIfNull(users);
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(types);
        (Users, Items, Types) = (users, items, types);
    }

    /// <summary>Users.</summary>
    public Vocabulary Users { get; }

    /// <summary>Items.</summary>
    public Vocabulary Items { get; }

    /// <summary>Interaction types.</summary>
    public Vocabulary Types { get; }

    /// <summary>These numbers beside those of a state.</summary>
    internal KnownNumbers In(WorldState world)
    {
        if (Volatile.Read(ref _known) is { } known && known.World == world)
            return known;
        Volatile.Write(ref _known, known = new KnownNumbers(world, this));
        return known;
    }

    /// <inheritdoc/>
    public string Kind => SectionKind;

    /// <inheritdoc/>
    public int FormatVersion => 1;

    /// <inheritdoc/>
    public void Write(SectionWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(Users.Ids);
        writer.Write(Items.Ids);
        writer.Write(Types.Ids);
    }

    /// <summary>The vocabulary section of a package.</summary>
    public static ModelVocabulary Load(ModelPackage package)
    {
        ArgumentNullException.ThrowIfNull(package);
        using var stream = package.OpenSection(Serving.PackageSections.Vocabulary);
        using var reader = new SectionReader(stream);
        return Read(reader);
    }

    internal static ModelVocabulary Read(SectionReader reader)
    {
        reader.Expect(SectionKind, 1);
        return new(new(reader.ReadStrings()), new(reader.ReadStrings()), new(reader.ReadStrings()));
    }
}
