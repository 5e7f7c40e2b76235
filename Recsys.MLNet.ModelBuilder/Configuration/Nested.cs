using System.Globalization;
using System.Reflection;
using Recsys.MLNet.ModelBuilder.Training;

namespace Recsys.MLNet.ModelBuilder.Configuration;

/// <summary>Problems of a configuration and of every options record in it, each with its path.</summary>
internal static class Nested
{
    /// <summary>Every problem; its option is a path such as <c>ranker.leaves</c>.</summary>
    public static IReadOnlyList<OptionProblem> Problems(RecommenderConfiguration configuration)
    {
        var found = new List<OptionProblem>();
        foreach (var member in OptionMember.Of(typeof(RecommenderConfiguration)))
            if (member.Property.GetValue(configuration) is IValidatedOptions section)
                Walk(section, member.Key, member.Property, found);
        return found;
    }

    private static void Walk(IValidatedOptions options, string path, PropertyInfo? section, List<OptionProblem> found)
    {
        var members = OptionMember.Of(options.GetType(), section);
        var hidden = section?.GetCustomAttribute<HiddenAttribute>()?.Names ?? [];
        foreach (var problem in options.Problems())
        {
            string name = problem.Option.Split('[', '.')[0];
            // Some records repeat the problems of those they hold; these are found where they stand.
            if (!hidden.Contains(name) && (members.Any(m => m.Property.Name == name) || !members.Any(m => Holds(m.Property.PropertyType, name))))
                found.Add(new($"{path}.{OptionMember.Camel(problem.Option)}", problem.Message));
        }
        foreach (var member in members)
        {
            if (member.Through is not null)
                continue;
            object? value = member.Property.GetValue(options);
            if (value is IValidatedOptions inner)
                Walk(inner, $"{path}.{member.Key}", member.Property, found);
            else if (value is IReadOnlyList<ModelUse> models)
                for (int m = 0; m < models.Count; m++)
                    if (models[m].Options is { } own)
                        Walk(own, string.Create(CultureInfo.InvariantCulture, $"{path}.{member.Key}[{m}]"), null, found);
        }
    }

    private static bool Holds(Type type, string name) => typeof(IValidatedOptions).IsAssignableFrom(type) && type.GetProperty(name) is not null;
}
