using Recsys.MLNet.Extensibility;
using Recsys.MLNet.Features.Declared;
using Recsys.MLNet.State;
using static Recsys.MLNet.ModelBuilder.Configuration.Presets;

namespace Recsys.MLNet.ModelBuilder.Configuration;

/// <summary>Presets for what is watched, heard or read.</summary>
internal static class MediaPresets
{
    public static Scenario Video { get; } = new("video", "Films and clips: long sessions, a growing library, little seen twice.", new()
    {
        Scenario = "video",
        Events = new()
        {
            Weights = Weights(("click", 0.5f), ("play", 1), ("watch", 2), ("complete", 3), ("like", 2), ("skip", 0)),
            State = new() { History = 150, SessionGapMinutes = 45, NeighbourDays = 30, CategoryField = "genre", BrandField = "channel", Types = [Type("watch", BehaviorStage.Conversion, 2), Type("complete", BehaviorStage.Conversion, 3)] },
        },
        Features = new() { Declared = [Rate("watch_rate", "watch", "click", 1, 7, 30), Shares("watched_like", "watch", "genre", "channel")] },
        Rerank = new() { Seen = [Never("complete"), After("watch", 30), After("Interest", 2), Never("Negative"), Again("Intent"), Never("rating")], Relevance = 0.7f, Rules = [AtMost("channel", 3)], Rerankers = [FreshItems(0.1f, 14)] },
    })
    {
        Assumptions =
        [
            "'watch' means watched for a good while, 'complete' to the end; a click alone says little",
            "what was watched to the end is not offered again, what was begun rests for a month",
            "items carry 'genre' and 'channel'; a list shows a channel at most three times and keeps a tenth for what came in two weeks",
        ],
    };

    public static Scenario Music { get; } = new("music", "Songs: heard again and again, by mood and session.", new()
    {
        Scenario = "music",
        Events = new()
        {
            Weights = Weights(("play", 1), ("listen", 1), ("like", 3), ("playlist", 4), ("skip", 0)),
            State = new() { History = 300, PerType = 250, SessionGapMinutes = 20, NeighbourDays = 60, CategoryField = "genre", BrandField = "artist", Types = [Type("listen", BehaviorStage.Conversion, 1), Type("playlist", BehaviorStage.Intent, 4)] },
        },
        Features = new() { Declared = [Shares("heard_like", "", "artist", "genre"), Rate("skip_rate", "skip", "play", 7, 30), ComponentUse.Of("local-time", new LocalTimeOptions(), "time_of_day")] },
        Recall = Repeating,
        Rerank = new() { Seen = [After("skip", 30), After("dislike", 365), Again("Conversion"), Again("Interest"), Again("Intent")], Relevance = 0.75f, Rules = [AtMost("artist", 2)], Rerankers = [FreshItems(0.1f, 30)] },
    })
    {
        Assumptions =
        [
            "hearing a song again is the rule: nothing is hidden but what was skipped, for a month",
            "items carry 'artist' and 'genre'; a list has an artist at most twice",
            "histories are long (300 plays), because a session is forty songs",
        ],
    };

    public static Scenario News { get; } = new("news", "News: hourly updates, articles live for days, nothing is read twice.", new()
    {
        Scenario = "news",
        Events = new()
        {
            Weights = Weights(("click", 1), ("read", 2), ("share", 4), ("comment", 4), ("hide", 0)),
            State = new() { NeighbourDays = 1, History = 80, UserDays = 90, BrandField = "author", Types = [Type("read", BehaviorStage.Conversion, 2), Type("comment", BehaviorStage.Intent, 4)] },
        },
        Features = new() { Declared = [Rate("click_rate", "click", "exposure", 0.05, 0.25, 1), Count("reads", "read", 0.05, 0.25, 1), ComponentUse.Of("item-age", new ItemAgeOptions(), "age")] },
        Recall = new() { Sources = [new("pipeline", 0.5f, 100), new("co-visit", 1, 100), new("trending", 0.6f, 100), new("category", 0.4f, 50), new("new", 0.4f, 100), new("item-knn", 0.05f, 100), new("tf-idf", 0.1f, 100)] },
        Rerank = new() { Seen = [Never("Conversion"), Never("Interest"), Never("Intent"), Never("Negative")], Relevance = 0.65f, Rules = [AtMost("category", 5)], Rerankers = [FreshItems(0.3f, 0.5)] },
    })
    {
        Assumptions =
        [
            "an article lives two days: pairs are forgotten with a half-life of one, rates are counted in hours",
            "nothing opened comes again; three places in ten belong to what came in the last twelve hours",
            "train every hour ('recsys worker --every 1h'): live sources carry what came since, and weigh more here than elsewhere",
        ],
    };

    public static Scenario Social { get; } = new("social", "Posts of people: fresh, personal, never the same twice.", new()
    {
        Scenario = "social",
        Events = new()
        {
            Weights = Weights(("view", 0.2f), ("click", 1), ("like", 2), ("comment", 4), ("share", 5), ("follow", 5), ("hide", 0), ("report", 0)),
            State = new() { NeighbourDays = 3, History = 200, Exposures = 256, BrandField = "author", Types = [Type("comment", BehaviorStage.Conversion, 4), Type("follow", BehaviorStage.Conversion, 5), Type("report", BehaviorStage.Negative, -5)] },
        },
        Features = new() { Declared = [Shares("same_author", "", "author", "category"), Rate("like_rate", "like", "exposure", 0.25, 1, 7), ComponentUse.Of("item-age", new ItemAgeOptions(), "age")] },
        Rerank = new() { Seen = [Never("Conversion"), Never("Interest"), Never("Intent"), Never("Negative")], Relevance = 0.7f, Rules = [AtMost("author", 2)], Rerankers = [FreshItems(0.3f, 1)] },
    })
    {
        Assumptions =
        [
            "items are posts with an 'author'; a list has an author at most twice",
            "a reaction that costs effort (comment, share, follow) says far more than a look",
            "what was seen does not come again; what was reported or hidden counts against its like",
        ],
    };
}
