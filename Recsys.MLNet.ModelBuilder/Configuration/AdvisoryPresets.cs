using Recsys.MLNet.State;
using static Recsys.MLNet.ModelBuilder.Configuration.Presets;

namespace Recsys.MLNet.ModelBuilder.Configuration;

/// <summary>Presets for advice with consequences: money, health, learning.</summary>
internal static class AdvisoryPresets
{
    public static Scenario Finance { get; } = new("finance", "Financial products and instruments: suitability first, long relations.", new()
    {
        Scenario = "finance",
        Events = new()
        {
            Weights = Weights(("view", 0.5f), ("click", 1), ("watchlist", 3), ("apply", 5), ("purchase", 8), ("sell", 0)),
            State = new() { UserDays = 1825, NeighbourDays = 180, BrandField = "issuer", Types = [Type("apply", BehaviorStage.Intent, 5), Type("watchlist", BehaviorStage.Intent, 3), Type("sell", BehaviorStage.Negative, -0.5f)] },
        },
        Features = new() { Declared = [Shares("held_like", "purchase", "category", "risk", "issuer"), Rate("apply_rate", "apply", "click", 30, 90)] },
        Recall = Repeating,
        Rerank = new() { Seen = [After("Conversion", 90), Again("Interest"), Again("Intent"), After("Negative", 30)], Relevance = 0.6f, Rules = [new(Reranking.ItemRuleKind.Deny, "restricted", "true"), AtMost("issuer", 2), AtMost("risk", 5)], GroupVariants = true },
    })
    {
        Assumptions =
        [
            "suitability is decided before ranking: items that must not be offered carry restricted: true, or come as the caller's own candidates",
            "lists are spread over issuers ('issuer') and risk classes ('risk'): diversity weighs more than elsewhere",
            "relations last for years; users are remembered for five",
            "no exploration by chance: an offer must be explicable. Reasons come with every item",
        ],
    };

    public static Scenario Health { get; } = new("health", "Health content and programmes: cautious, explained, without popularity fashions.", new()
    {
        Scenario = "health",
        Events = new()
        {
            Weights = Weights(("view", 0.5f), ("read", 1), ("start", 2), ("complete", 4), ("save", 2), ("stop", 0)),
            State = new() { UserDays = 730, NeighbourDays = 90, CategoryField = "topic", BrandField = "provider", Types = [Type("start", BehaviorStage.Intent, 2), Type("complete", BehaviorStage.Conversion, 4), Type("stop", BehaviorStage.Negative, -1)] },
        },
        Features = new() { Declared = [Shares("topic_like", "", "topic"), Rate("completion_rate", "complete", "start", 30, 90)] },
        Recall = new() { Sources = [new("pipeline", 1, 100), new("co-visit", 0.2f, 100), new("category", 0.2f, 30), new("item-knn", 0.05f, 100), new("tf-idf", 0.2f, 100), new("popular", 0.02f, 50)] },
        Rerank = new() { Seen = [After("complete", 180), After("read", 30), Again("Intent"), Never("Negative")], Relevance = 0.75f, Rules = [new(Reranking.ItemRuleKind.Deny, "restricted", "true"), AtMost("topic", 4)] },
    })
    {
        Assumptions =
        [
            "what needs a professional's advice carries restricted: true and is never in a list",
            "completing a programme is the aim; starting one says half as much, stopping counts against it",
            "what is in fashion has no say: no trending source, popularity only where nothing else is known",
            "interaction data is sensitive: erasure (DELETE /users/{id}) and export are part of the service",
        ],
    };

    public static Scenario Education { get; } = new("education", "Courses and exercises: an order of learning, completion as the aim.", new()
    {
        Scenario = "education",
        Events = new()
        {
            Weights = Weights(("view", 0.5f), ("enroll", 3), ("progress", 1), ("complete", 5), ("rating", 1), ("drop", 0)),
            State = new() { UserDays = 1095, NeighbourDays = 120, CategoryField = "subject", BrandField = "provider", Types = [Type("enroll", BehaviorStage.Intent, 3), Type("progress", BehaviorStage.Interest, 1), Type("complete", BehaviorStage.Conversion, 5), Type("drop", BehaviorStage.Negative, -1)] },
        },
        Features = new() { Declared = [Shares("subject_like", "", "subject", "level"), Rate("completion_rate", "complete", "enroll", 90, 365)] },
        Rerank = new() { Seen = [Never("complete"), Never("enroll"), Again("Interest"), After("Negative", 180), Never("rating")], Relevance = 0.75f, Rules = [AtMost("provider", 4)], Rerankers = [FreshItems(0.1f, 60)] },
    })
    {
        Assumptions =
        [
            "a course is taken once; what was only looked at may come again",
            "items carry 'subject', 'level' and 'provider'; levels are compared with those of past courses",
            "completion rates are counted over months, because courses take weeks",
        ],
    };
}
