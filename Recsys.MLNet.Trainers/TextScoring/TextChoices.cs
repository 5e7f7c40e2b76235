using Recsys.MLNet.Data;

namespace Recsys.MLNet.Trainers.TextScoring;

/// <summary>Makes <see cref="TextChoice"/>s of what users did.</summary>
public static class TextChoices
{
    /// <summary>For each event of a user beyond the first: the texts of the events before it, and its item among items drawn by popularity.</summary>
    /// <param name="log">Interactions with item texts.</param>
    /// <param name="run">Seed.</param>
    /// <param name="fields">Fields of the catalogue that make the text.</param>
    /// <param name="history">How many of the last items tell who the user is.</param>
    /// <param name="others">Candidates beside the chosen one; never an item the user had.</param>
    /// <param name="atMost">Choices in all, drawn evenly over the log.</param>
    public static IReadOnlyList<TextChoice> From(InteractionLog log, RunSettings run, IReadOnlyList<string>? fields = null, int history = 3, int others = 9, int atMost = 50_000)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(run);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(history);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(others);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(atMost);
        string[] names = [.. fields ?? ["title"]];
        var texts = new string[log.Items.Count];
        for (int i = 0; i < texts.Length; i++)
            texts[i] = log.Catalogue.TextOf(i, names);
        var choices = new List<TextChoice>();
        var users = log.BySequence();
        double every = Math.Max(1, (double)log.Count / atMost), next = 0;
        int seen = 0;
        for (int u = 0; u < users.Users; u++)
        {
            int[] items = users.PlacesOf(u).ToArray();
            for (int i = 0; i < items.Length; i++)
                items[i] = log.ItemOf[items[i]];
            var had = items.ToHashSet();
            var random = run.Random("text-choices", u);
            for (int at = 1; at < items.Length; at++)
            {
                if (seen++ < next || texts[items[at]].Length == 0)
                    continue;
                next += every;
                var candidates = new List<string> { texts[items[at]] };
                for (int tries = 0; candidates.Count <= others && tries < 4 * others; tries++)
                    if (log.ItemOf[random.NextInt(log.Count)] is var other && !had.Contains(other) && texts[other].Length > 0)
                        candidates.Add(texts[other]);
                if (candidates.Count > 1)
                    choices.Add(new(string.Join(", ", items[Math.Max(0, at - history)..at].Select(item => texts[item])), candidates, [0]));
            }
        }
        return choices;
    }
}
