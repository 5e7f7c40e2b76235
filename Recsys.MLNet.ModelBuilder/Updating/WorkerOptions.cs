using Recsys.MLNet.ModelBuilder.Training;

namespace Recsys.MLNet.ModelBuilder.Updating;

/// <summary>Settings of <see cref="UpdateWorker"/>.</summary>
public sealed record WorkerOptions : IValidatedOptions
{
    /// <summary>The log that is trained on: a store, or a folder or file. Required.</summary>
    public string Data { get; init; } = "";

    /// <summary>Folder that packages are published into. Required. A service given <see cref="PublishedPath"/> loads each new one by itself.</summary>
    public string Publish { get; init; } = "";

    /// <summary>Name of the published package without its ending. Default shop. Workers of different shops may share a folder under different names.</summary>
    public string Name { get; init; } = "shop";

    /// <summary>Time between two attempts, whatever came of them. Default 6 hours. Too short finds too little that is new to judge by (<see cref="UpdateOptions.LeastInteractions"/>), too long leaves what is new to the live sources.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromHours(6);

    /// <summary>Earlier packages kept beside the published one, to go back to. Default 3; 0 keeps none.</summary>
    public int Keep { get; init; } = 3;

    /// <summary>What an update is judged by. Default <see cref="UpdateOptions"/>'s.</summary>
    public UpdateOptions Update { get; init; } = new();

    /// <summary>What is trained. Default none: as the published package was, and the first one as <see cref="TrainingOptions"/> says. Given, it holds for every attempt; <see cref="Update"/> judges what comes of a change.</summary>
    public TrainingOptions? Training { get; init; }

    /// <summary>Where the published package is.</summary>
    public string PublishedPath => Path.Combine(Publish, Name + Packaging.ModelPackage.Extension);

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() =>
    [
        .. Check.All(
            Check.That(Data.Length > 0, nameof(Data), "is required: name the store that the service writes to."),
            Check.That(Publish.Length > 0, nameof(Publish), "is required: name a folder for the packages."),
            Check.That(Name.Length > 0 && Name.IndexOfAny([.. Path.GetInvalidFileNameChars(), '.']) < 0, nameof(Name), $"is '{Name}'; expected a file name without folder or dot."),
            Check.That(Every > TimeSpan.Zero, nameof(Every), $"is {Every}; expected a time above 0."),
            Check.NotNegative(Keep, nameof(Keep), "packages to keep")),
        .. Update.Problems(), .. Training?.Problems() ?? [],
    ];
}
