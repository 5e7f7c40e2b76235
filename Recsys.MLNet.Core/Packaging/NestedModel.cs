namespace Recsys.MLNet.Packaging;

/// <summary>A model as a part of another model's section.</summary>
internal static class NestedModel
{
    /// <summary>Writes a part with its length.</summary>
    public static void Write(SectionWriter writer, object part)
    {
        if (part is not ISavedModel saved)
            throw new InvalidOperationException($"{part.GetType().Name} cannot be saved: it does not implement ISavedModel.");
        using var stream = new MemoryStream();
        ModelSections.Save(saved, stream);
        writer.Write<byte>(stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }

    /// <summary>Reads a part.</summary>
    public static T Read<T>(SectionReader reader, string section) where T : class
    {
        using var stream = new MemoryStream(reader.ReadArray<byte>());
        var part = ModelSections.Load(stream);
        return part as T ?? throw new ModelFormatException($"A part of the section '{section}' holds '{part.Kind}', which is no {typeof(T).Name}.");
    }
}
