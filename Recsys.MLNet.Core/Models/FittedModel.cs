using Recsys.MLNet.Data;
using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.Models;

/// <summary>A fitted model with the ids its numbers stand for, in one file of its own: what <c>recsys fit</c> writes.</summary>
/// <param name="Users">Users by number.</param>
/// <param name="Items">Items by number.</param>
/// <param name="Scorer">The model.</param>
public sealed record FittedModel(Vocabulary Users, Vocabulary Items, IItemScorer Scorer)
{
    private const string SectionKind = "ids";

    /// <summary>Writes the file aside and renames it.</summary>
    public void Save(string path)
    {
        if (Scorer is not ISavedModel saved)
            throw new ArgumentException($"A {Scorer.GetType().Name} cannot be saved.");
        AtomicFile.Write(path, stream =>
        {
            using (var writer = new SectionWriter(stream, SectionKind, 1))
            {
                writer.Write(Users.Ids);
                writer.Write(Items.Ids);
            }
            ModelSections.Save(saved, stream);
        });
    }

    /// <summary>Reads a file that <see cref="Save"/> wrote.</summary>
    public static FittedModel Open(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        Vocabulary users, items;
        using (var reader = new SectionReader(stream))
        {
            reader.Expect(SectionKind, 1);
            users = new(reader.ReadStrings());
            items = new(reader.ReadStrings());
        }
        return ModelSections.Load(stream) is IItemScorer scorer && scorer.ItemCount == items.Count
            ? new(users, items, scorer)
            : throw new ModelFormatException($"{path} does not hold a model of its {items.Count} items. The file is damaged, or was not written by fit.");
    }
}
