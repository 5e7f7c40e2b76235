using System.Globalization;
using Recsys.MLNet.Data;
using Recsys.MLNet.Serving;

namespace Recsys.MLNet.Engine;

/// <summary>A list as the log keeps it: with all that is needed to make it again.</summary>
internal static class RankingRecord
{
    private const string AsOf = "recsys.asOf";
    private const string Count = "recsys.count";
    private const string Own = "recsys.own";
    private const string Seeds = "recsys.seeds";
    private const string Objectives = "recsys.objectives";
    private const string Split = "recsys.split";

    public static Event Of(RecommendationRequest request, RecommendationResponse answer, string? split = null)
    {
        var fields = new List<Field>(request.Fields) { new(AsOf, FieldValue.Of((double)answer.AsOf)), new(Count, FieldValue.Of((double)request.Count)) };
        if (request.Candidates is { } own)
            fields.Add(new(Own, FieldValue.Of([.. own.Select(c => c.Id)])));
        if (request.Seeds.Count > 0)
            fields.Add(new(Seeds, FieldValue.Of([.. request.Seeds])));
        if (request.Objectives.Count > 0)
            fields.Add(new(Objectives, FieldValue.Of([.. request.Objectives.Select(o => string.Create(CultureInfo.InvariantCulture, $"{o.Value:R} {o.Key}"))])));
        if (split is not null)
            fields.Add(new(Split, FieldValue.Of(split)));
        var items = new RankedItem[answer.Items.Count];
        for (int i = 0; i < items.Length; i++)
            items[i] = new() { Id = answer.Items[i].Item, Score = answer.Items[i].Score, Position = i, Propensity = answer.Items[i].Propensity, Source = answer.Items[i].Sources is [var first, ..] ? first : null };
        return new Event
        {
            Kind = EventKind.Ranking,
            Id = answer.Id,
            Timestamp = request.At,
            User = request.User,
            Session = request.Session,
            Fields = fields,
            Items = items,
            Policy = answer.Model,
            ModelVersion = answer.Version,
            Surface = request.Surface,
            Query = request.Query,
            Shown = items.Length,
        };
    }

    /// <summary>The split that chose the model of a list, or null.</summary>
    public static string? SplitOf(Event ranking) => ranking.Field(Split)?.Text;

    /// <summary>The request that a record answers and the state it was answered from; null when the ranking is not ours.</summary>
    public static (RecommendationRequest Request, long AsOf)? Read(Event ranking)
    {
        if (ranking.Field(AsOf)?.Number is not double asOf || ranking.Field(Count)?.Number is not double count)
            return null;
        return (new RecommendationRequest
        {
            Id = ranking.Id,
            User = ranking.User,
            Session = ranking.Session,
            At = ranking.Timestamp,
            Count = (int)count,
            Surface = ranking.Surface,
            Query = ranking.Query,
            Seeds = ranking.Field(Seeds)?.Texts ?? [],
            Objectives = (ranking.Field(Objectives)?.Texts ?? []).Select(o => o.Split(' ', 2)).ToDictionary(o => o[1], o => double.Parse(o[0], CultureInfo.InvariantCulture)),
            Candidates = ranking.Field(Own) is { } own ? [.. own.Texts.Select(id => new RankedItem { Id = id })] : null,
            Fields = [.. ranking.Fields.Where(f => !f.Name.StartsWith("recsys.", StringComparison.Ordinal))],
        }, (long)asOf);
    }
}
