using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.Components;

/// <summary>A model inside the section of a component.</summary>
public static class SavedPart
{
    /// <summary>Writes a model into the section.</summary>
    public static void WriteModel(this SectionWriter writer, ISavedModel model)
    {
        ArgumentNullException.ThrowIfNull(writer);
        using var stream = new MemoryStream();
        ModelSections.Save(model, stream);
        writer.Write<byte>(stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }

    /// <summary>Reads a model that <see cref="WriteModel"/> wrote.</summary>
    public static T ReadModel<T>(this SectionReader reader) where T : class
    {
        ArgumentNullException.ThrowIfNull(reader);
        using var stream = new MemoryStream(reader.ReadArray<byte>());
        var model = ModelSections.Load(stream);
        return model as T ?? throw new ModelFormatException($"The section '{reader.Kind}' holds a '{model.Kind}' where a {typeof(T).Name} is expected. The file is damaged; save or download it again.");
    }

    internal static ModelFormatException Damaged(string section) => new($"The section '{section}' contradicts itself. The file is damaged; save or download it again.");
}
