namespace Recsys.MLNet.Packaging;

/// <summary>A model that can be written as one section and found again by its kind.</summary>
public interface ISavedModel
{
    /// <summary>The section's kind, such as <c>factors</c>: what <see cref="ModelSections"/> finds the reader by.</summary>
    string Kind { get; }

    /// <summary>The format version that <see cref="Write"/> writes, from 1.</summary>
    int FormatVersion { get; }

    /// <summary>Writes the model's values in order.</summary>
    void Write(SectionWriter writer);
}
