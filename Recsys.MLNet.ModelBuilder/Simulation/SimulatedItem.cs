namespace Recsys.MLNet.ModelBuilder.Simulation;

/// <summary>An item as the simulation knows it.</summary>
internal sealed class SimulatedItem
{
    public required string Id { get; init; }

    public required int Category { get; init; }

    public required int Brand { get; init; }

    public required int Style { get; init; }

    public required int Colour { get; init; }

    public required int Noun { get; init; }

    public required int Use { get; init; }

    public required bool Chinese { get; init; }

    /// <summary>What everyone agrees on, standard normal.</summary>
    public required double Quality { get; init; }

    /// <summary>Price relative to what is usual in the category.</summary>
    public required double RelativePrice { get; init; }

    public required double Price { get; init; }

    /// <summary>Moment it is first offered, in milliseconds from the start.</summary>
    public required long Born { get; init; }

    /// <summary>Moment it is withdrawn.</summary>
    public required long Gone { get; init; }
}
