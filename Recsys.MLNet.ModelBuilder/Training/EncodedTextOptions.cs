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

    /// <summary>How many of the user's last items count. Default 10; few follow the moment, many the taste. See <see cref="Decay"/>.</summary>
    public int History { get; init; } = 10;

    /// <summary>Weight of an item against the one after it. Default 0.7; 1 weighs all alike, near 0 only the last counts.</summary>
    public float Decay { get; init; } = 0.7f;

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() => Check.All(
        Check.That(Encoder is not null, nameof(Encoder), "is required; name one, such as { type: onnx, model: models/minilm }."),
        Check.That(Fields.Count > 0, nameof(Fields), "is empty; name at least one item field."),
        Check.Between(History, 1, 1000, nameof(History), "a number of items"),
        Check.Between(Decay, 0, 1, nameof(Decay), "a share"));
}
