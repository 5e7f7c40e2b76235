namespace Recsys.MLNet.ModelBuilder.Training;

/// <summary>A model that a recommender fits: which one, under which name, with which options.</summary>
/// <param name="Model">Name of a known model, such as <c>als</c>, or of a trainer of your own.</param>
/// <param name="Name">The name it has in the package; null takes the model's.</param>
public sealed record ModelUse(string Model, string? Name = null)
{
    /// <summary>Its options, of the type that the model takes; null for the defaults.</summary>
    public IValidatedOptions? Options { get; init; }

    /// <summary>For the pipeline: the models that name its candidates; empty for those the data supports.</summary>
    public IReadOnlyList<ModelUse> Sources { get; init; } = [];

    /// <summary>The name it has in the package, as a source and in reports.</summary>
    public string Called => Name ?? Model;

    /// <summary>A model with its defaults.</summary>
    public static implicit operator ModelUse(string model) => new(model);

    /// <summary>The name.</summary>
    public override string ToString() => Called;
}
