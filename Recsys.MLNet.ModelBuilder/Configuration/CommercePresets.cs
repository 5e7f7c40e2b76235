using Recsys.MLNet.Extensibility;
using Recsys.MLNet.Features.Declared;
using Recsys.MLNet.State;
using static Recsys.MLNet.ModelBuilder.Configuration.Presets;

namespace Recsys.MLNet.ModelBuilder.Configuration;

/// <summary>Presets for what is bought, booked or clicked for money.</summary>
internal static class CommercePresets
{
    public static Scenario Ecommerce { get; } = new("ecommerce", "A shop: things with prices, some bought again, baskets, variants.", new()
    {
        Scenario = "ecommerce",
        Events = new()
        {
            Weights = Weights(("view", 0.5f), ("click", 1), ("wishlist", 2), ("cart", 3), ("purchase", 5), ("return", 0)),
            State = new() { PerType = 50, History = 120, UserDays = 365, NeighbourDays = 45 },
        },
        Features = new() { Declared = [Rate("cart_rate", "cart", "click", 7, 30), Count("bought", "purchase", 1, 7), Shares("bought_like", "purchase", "brand", "category")] },
        Recall = Repeating,
        Rerank = new()
        {
            Seen = [Never("Negative"), After("Conversion", 7), Again("Intent"), Again("Interest"), Never("rating")],
            Relevance = 0.8f,
            Rules = [AtMost("brand", 4)],
        },
    })
    {
        Assumptions =
        [
            "purchase, cart and click are the interaction types; a purchase says five times as much as a click",
            "what is used up is bought again: a bought item may come back after a week, and the source 'again' names it when it is due",
            "a look or a cart is no reason to hide an item: most purchases were looked at before",
            "variants of a product carry its id in 'parent' and appear once; a list shows a brand at most four times",
        ],
    };

    public static Scenario Travel { get; } = new("travel", "Journeys and stays: long planning, rare bookings, seasons and prices.", new()
    {
        Scenario = "travel",
        Events = new()
        {
            Weights = Weights(("view", 0.5f), ("search", 0.5f), ("click", 1), ("save", 2), ("inquiry", 3), ("booking", 8), ("cancel", 0)),
            State = new() { SessionGapMinutes = 60, UserDays = 720, NeighbourDays = 90, BrandField = "chain", Types = [Type("booking", BehaviorStage.Conversion, 8), Type("inquiry", BehaviorStage.Intent, 3), Type("cancel", BehaviorStage.Negative, -1), Type("search", BehaviorStage.Interest, 0.5f)] },
        },
        Features = new() { Declared = [Shares("same_place", "", "destination", "category"), ComponentUse.Of("local-time", new LocalTimeOptions { Part = TimePart.Month }, "month"), Rate("booking_rate", "booking", "click", 30, 90)] },
        Recall = Repeating,
        Rerank = new() { Seen = [After("booking", 60), Again("Interest"), Again("Intent"), Never("Negative")], Relevance = 0.75f, Rules = [AtMost("destination", 4)] },
    })
    {
        Assumptions =
        [
            "people look for weeks and book once: what was looked at comes again, what was booked rests for two months",
            "items carry 'destination' and, for hotels, 'chain'; the month matters more than the hour",
            "a session may pause for an hour; users come back after a year and are remembered for two",
        ],
    };

    public static Scenario Advertising { get; } = new("advertising", "Advertisements: clicks are rare, campaigns short, the same one tires.", new()
    {
        Scenario = "advertising",
        Events = new()
        {
            Weights = Weights(("view", 0.1f), ("click", 1), ("install", 5), ("conversion", 8), ("hide", 0)),
            State = new() { Exposures = 256, NeighbourDays = 7, BrandField = "advertiser", Types = [Type("install", BehaviorStage.Conversion, 5), Type("conversion", BehaviorStage.Conversion, 8)] },
        },
        Features = new() { Declared = [Rate("click_rate", "click", "exposure", 0.25, 1, 7), Rate("conversion_rate", "conversion", "click", 7, 30), Count("shown", "exposure", 1)] },
        Recall = Repeating,
        Rerank = new()
        {
            Seen = [Never("Conversion"), Never("Negative"), Again("Interest"), Again("Intent")],
            Relevance = 0.9f,
            Rules = [AtMost("advertiser", 1), AtMost("campaign", 1)],
            Rerankers = [FreshItems(0.1f, 2)],
            Exploration = new() { Kind = Reranking.ExplorationKind.Slot, Epsilon = 0.1f },
        },
    })
    {
        Assumptions =
        [
            "every ad shown is logged as a ranking: rates per exposure carry the decision",
            "a list has an advertiser and a campaign once ('advertiser', 'campaign'); a tenth of it goes to campaigns of the last two days",
            "one place in ten lists is left to chance with its probability logged, so that other policies can be judged later",
            "money and pacing are decided elsewhere: scores are probabilities to be multiplied by bids, not bids",
        ],
    };

    public static Scenario Search { get; } = new("search", "Personalised search: the caller's candidates, put in this user's order.", new()
    {
        Scenario = "search",
        Events = new() { Weights = Weights(("view", 0.5f), ("click", 1), ("dwell", 2), ("cart", 3), ("purchase", 5)), State = new() { SessionGapMinutes = 20, NeighbourDays = 14, Types = [Type("dwell", BehaviorStage.Intent, 2)] } },
        Features = new()
        {
            Declared =
            [
                ComponentUse.Of("relevancy", new RelevancyOptions(), "relevancy"), ComponentUse.Of("field-match", new FieldMatchOptions(), "title_words"),
                ComponentUse.Of("field-match", new FieldMatchOptions { By = MatchBy.Ngram }, "title_runs"), Rate("click_rate", "click", "exposure", 7, 30),
            ],
        },
        Recall = Repeating,
        Rerank = new() { Seen = [Never("Negative"), Again("Interest"), Again("Intent"), Again("Conversion")], Relevance = 1, GroupVariants = false },
    })
    {
        Assumptions =
        [
            "a search engine finds, this re-orders: requests bring 'query' and items with 'relevancy'",
            "what was seen or bought before is found again: nobody searches for what must not come",
            "no diversity and no grouping: the order asked for is the order given",
        ],
    };
}
