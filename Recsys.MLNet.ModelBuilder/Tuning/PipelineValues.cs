using Recsys.MLNet.Data;
using Recsys.MLNet.ModelBuilder.Evaluation;
using Recsys.MLNet.ModelBuilder.Pipeline;
using Recsys.MLNet.Models;

namespace Recsys.MLNet.ModelBuilder.Tuning;

/// <summary>A pipeline from <c>name=value</c> texts: the scalars of <see cref="PipelineOptions"/>, <c>ranker.NAME</c> for the trees, <c>source.MODEL=true|false</c> for what names candidates.</summary>
internal static class PipelineValues
{
    public const string SourcePrefix = "source.", RankerPrefix = "ranker.", RerankPrefix = "rerank.";

    /// <summary>A trainer with those values; sources not mentioned are those the data supports.</summary>
    /// <exception cref="ArgumentException">A name or value is wrong; all of it in one message.</exception>
    public static IItemScorerTrainer Trainer(IEnumerable<string> values)
    {
        var texts = values.ToList();
        var problems = new List<string>();
        var wanted = Wanted(texts, problems);
        var options = new PipelineOptions();
        Try(problems, () => options = options with { Ranker = OptionValues.Apply(options.Ranker, texts.Where(t => t.StartsWith(RankerPrefix, StringComparison.Ordinal)).Select(t => t[RankerPrefix.Length..])) });
        Try(problems, () => options = OptionValues.Apply(options, texts.Where(t => !t.StartsWith(SourcePrefix, StringComparison.Ordinal) && !t.StartsWith(RankerPrefix, StringComparison.Ordinal))));
        return problems.Count == 0 ? new Chosen(options, wanted) : throw new ArgumentException(string.Join(Environment.NewLine, problems));
    }

    /// <summary>Which sources the texts switch on or off; wrong ones are told to <paramref name="problems"/>.</summary>
    internal static Dictionary<string, bool> Wanted(IEnumerable<string> texts, List<string> problems)
    {
        var wanted = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (string text in texts.Where(t => t.StartsWith(SourcePrefix, StringComparison.Ordinal)))
        {
            string[] parts = text[SourcePrefix.Length..].Split('=');
            if (parts.Length != 2 || !bool.TryParse(parts[1], out bool use))
                problems.Add($"'{text}' is no source; expected {SourcePrefix}NAME=true or {SourcePrefix}NAME=false.");
            else if (parts[0] is not "tags" && !KnownModels.All.Any(m => m.Name == parts[0] && m.Name != "pipeline"))
                problems.Add($"The source '{parts[0]}' is not known; expected tags or one of {string.Join(", ", KnownModels.All.Select(m => m.Name).Where(n => n != "pipeline"))}.");
            else
                wanted[parts[0]] = use;
        }
        return wanted;
    }

    /// <summary>Applies values; what is wrong with them joins <paramref name="problems"/>.</summary>
    internal static void Try(List<string> problems, Action apply)
    {
        try
        {
            apply();
        }
        catch (ArgumentException wrong)
        {
            problems.Add(wrong.Message);
        }
    }

    /// <summary>Chooses its sources when it sees the log: what names are possible depends on it.</summary>
    private sealed class Chosen(PipelineOptions options, IReadOnlyDictionary<string, bool> wanted) : IEarlyStoppingTrainer
    {
        public string Name => "pipeline";

        public IItemScorer Fit(InteractionLog log, RunSettings run) => For(log).Fit(log, run);

        public IItemScorer Fit(InteractionLog log, InteractionLog validation, RunSettings run) => For(log).Fit(log, validation, run);

        private PipelineTrainer For(InteractionLog log)
        {
            if (wanted.Count == 0)
                return new(options);
            var names = PipelineSources.For(log).Select(s => s.Name).Where(n => wanted.GetValueOrDefault(n, true)).ToList();
            names.AddRange(wanted.Where(w => w.Value && !names.Contains(w.Key)).Select(w => w.Key));
            return names.Count > 0 ? new(options with { SourceNames = names }) : throw new ArgumentException("Every source is switched off; a pipeline needs at least one model that names candidates.");
        }
    }
}
