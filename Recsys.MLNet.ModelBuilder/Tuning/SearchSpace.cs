using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.ModelBuilder.Tuning;

/// <summary>The options of one model that a search varies.</summary>
public record SearchSpace
{
    /// <summary>Nothing to vary: a model that is tried as it is.</summary>
    public static SearchSpace Empty { get; } = new();

    /// <summary>The parameters; one that others depend on stands before them.</summary>
    public IReadOnlyList<SearchParameter> Parameters { get; init; } = [];

    /// <summary>Every parameter at the value the search begins with.</summary>
    public SearchPoint Start => At(p => p.Place(p.Start));

    /// <summary>Every parameter at the value that the option has where nobody names it: the model as it is.</summary>
    public SearchPoint Usual
    {
        get
        {
            var values = new List<KeyValuePair<string, string>>();
            foreach (var parameter in Parameters)
                if (parameter.OnlyIf is not { } condition || values.Contains(new(condition.Name, condition.Value)))
                    values.Add(new(parameter.Name, parameter.Default));
            return new(values);
        }
    }

    /// <summary>A point drawn evenly from the space.</summary>
    public SearchPoint Draw(RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return At(_ => random.NextDouble());
    }

    /// <summary>The point whose parameters stand at the given places of the unit interval; those without meaning there are left out.</summary>
    public SearchPoint At(Func<SearchParameter, double> place)
    {
        ArgumentNullException.ThrowIfNull(place);
        var values = new List<KeyValuePair<string, string>>();
        foreach (var parameter in Parameters)
        {
            double unit = place(parameter); // asked even when left out, so that a draw does not depend on what came before
            if (parameter.OnlyIf is not { } condition || values.Contains(new(condition.Name, condition.Value)))
                values.Add(new(parameter.Name, parameter.At(unit)));
        }
        return new(values);
    }

    /// <summary>The values of a point that are not what the options have anyhow.</summary>
    public SearchPoint Changed(SearchPoint point)
    {
        ArgumentNullException.ThrowIfNull(point);
        return new([.. point.Values.Where(v => Parameters.FirstOrDefault(p => p.Name == v.Key)?.Default != v.Value)]);
    }

    /// <summary>Whether every value of the point is one of this space.</summary>
    public bool Holds(SearchPoint point)
    {
        ArgumentNullException.ThrowIfNull(point);
        return point.Values.All(v => Parameters.FirstOrDefault(p => p.Name == v.Key)?.Holds(v.Value) == true);
    }
}
