using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.ModelBuilder.Simulation;

/// <summary>A user as the simulation knows them: lasting tastes, the need of the moment, and what they did.</summary>
internal sealed class SimulatedUser
{
    public const int FavouriteCount = 4;

    public required int Number { get; init; }

    public required string Id { get; init; }

    public required bool Chinese { get; init; }

    /// <summary>Sessions a day.</summary>
    public required double Activity { get; init; }

    /// <summary>Highest relative price that does not put the user off.</summary>
    public required double Budget { get; init; }

    public required int Style { get; init; }

    public required int[] Favourites { get; init; }

    /// <summary>Moment of the first visit, in milliseconds from the start.</summary>
    public required long Born { get; init; }

    /// <summary>The category wanted at the moment, or −1.</summary>
    public int Need { get; set; } = -1;

    public int Sessions { get; set; }

    /// <summary>Number and last time of clicks by item.</summary>
    public Dictionary<int, int> Clicks { get; } = [];

    /// <summary>When a used-up item is wanted again, by item.</summary>
    public Dictionary<int, long> Due { get; } = [];

    /// <summary>Brands are liked or not by chance, but always the same way.</summary>
    public double BrandLiking(int brand)
    {
        uint hash = (uint)HashCode(Number, brand);
        return ((hash & 0xFFFF) / 65536.0) switch { < 0.25 => 1.4, < 0.6 => 1, _ => 0.6 };
    }

    /// <summary>A new day: now and then a favourite gives way to another category.</summary>
    public void Drift(double probability, int categories, RandomStream random)
    {
        if (random.NextDouble() < probability)
            Favourites[random.NextInt(Favourites.Length)] = random.NextInt(categories);
    }

    /// <summary>The need of a new session: often the one not met yet, else a favourite, the first ones more often.</summary>
    public int NextNeed(RandomStream random)
    {
        if (Need < 0 || random.NextDouble() > 0.6)
        {
            double which = random.NextDouble();
            Need = Favourites[which switch { < 0.45 => 0, < 0.7 => 1, < 0.87 => 2, _ => 3 }];
        }
        return Need;
    }

    private static int HashCode(int a, int b)
    {
        ulong h = ((ulong)(uint)a << 32 | (uint)b) * 0x9E3779B97F4A7C15UL;
        return (int)((h ^ (h >> 29)) * 0xBF58476D1CE4E5B9UL >> 32);
    }
}
