using Recsys.MLNet.Extensibility;

namespace Recsys.MLNet.ModelBuilder.Training;

/// <summary>Settings of <see cref="EncodedTextTrainer"/>.</summary>
public sealed record EncodedTextOptions : IValidatedOptions
{
    /// <summary>The encoder: <c>onnx</c> with the folder of its model, or a component of your own. Required. Larger encoders understand more and take longer for each item.</summary>
    [UsesComponent(ComponentKind.Encoder)]
    public ComponentUse? Encoder { get; init; }

    /// <summary>Item fields that are encoded, joined. Default title; a field that no item has leaves every vector the same.</summary>
    public IReadOnlyList<string> Fields { get; init; } = ["title"];

    /// <summary>How the text of each of <see cref="Fields"/> is put, <c>{0}</c> being the field: one for each, such as <c>{0}</c> and <c>Tags: {0}.</c> Default empty, the fields as they are. A field that an item lacks is left out with its words.</summary>
    public IReadOnlyList<string> Templates { get; init; } = [];

    /// <summary>How much each of <see cref="Fields"/> counts. Default empty: the fields are one text. With weights each field is encoded by itself and the vectors are added up, so that a long description cannot drown a title; it costs a run of the encoder for each field.</summary>
    public IReadOnlyList<double> Weights { get; init; } = [];

    /// <summary>How many of the user's last items count. Default 10; few follow the moment, many the taste. See <see cref="Decay"/>.</summary>
    public int History { get; init; } = 10;

    /// <summary>Weight of an item against the one after it. Default 0.7; 1 weighs all alike, near 0 only the last counts.</summary>
    public float Decay { get; init; } = 0.7f;

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() => Check.All(
        Check.That(Encoder is not null, nameof(Encoder), "is required; name one, such as { type: onnx, model: models/minilm }."),
        Check.That(Fields.Count > 0, nameof(Fields), "is empty; name at least one item field."),
        Check.That(Templates.Count == 0 || (Templates.Count == Fields.Count && Templates.All(t => t.Contains("{0}", StringComparison.Ordinal))), nameof(Templates), $"holds {Templates.Count} for {Fields.Count} fields; expected none, or one for each with {{0}} where the field's text stands."),
        Check.That(Weights.Count == 0 || (Weights.Count == Fields.Count && Weights.All(w => w >= 0) && Weights.Sum() > 0), nameof(Weights), $"holds {Weights.Count} for {Fields.Count} fields; expected none, or one for each, not negative and not all 0."),
        Check.Between(History, 1, 1000, nameof(History), "a number of items"),
        Check.Between(Decay, 0, 1, nameof(Decay), "a share"));
}
