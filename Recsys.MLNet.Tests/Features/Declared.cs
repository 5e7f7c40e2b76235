using Recsys.MLNet.Data;
using Recsys.MLNet.Extensibility;
using Recsys.MLNet.Features;
using Recsys.MLNet.Features.Declared;

namespace Recsys.MLNet.Tests.Features;

/// <summary>One declared feature of each kind, over the fields of the made-up shop.</summary>
internal static class Declared
{
    public static FeatureOptions Features { get; } = new()
    {
        Declared =
        [
            ComponentUse.Of("number", new FieldOptions { Field = "price" }, "price"),
            ComponentUse.Of("one-hot", new CategoryOptions { Field = "category", Values = ["c0", "c1"] }, "is_category"),
            ComponentUse.Of("index", new CategoryOptions { Field = "brand", Values = ["b0", "b1", "b2"] }, "brand"),
            ComponentUse.Of("window-count", new WindowCountOptions { Event = "click", Days = [0.25, 7] }, "clicks"),
            ComponentUse.Of("window-count", new WindowCountOptions { Event = "exposure", Days = [1] }, "shown"),
            ComponentUse.Of("window-count", new WindowCountOptions { Event = "purchase", Of = FieldOwner.User, Days = [2, 30] }, "bought"),
            ComponentUse.Of("rate", new RateOptions { Top = "click", Days = [1, 30] }, "ctr"),
            ComponentUse.Of("interacted-with", new InteractedWithOptions { Event = "click", Fields = ["category", "brand"], Last = 5 }, "clicked"),
            ComponentUse.Of("field-match", new FieldMatchOptions { By = MatchBy.Ngram }, "runs"),
            ComponentUse.Of("item-age", new ItemAgeOptions(), "age"),
            ComponentUse.Of("local-time", new LocalTimeOptions { Field = "local" }, "local"),
            ComponentUse.Of("diversity", new DiversityOptions { Field = "price" }, "unlike_price"),
            ComponentUse.Of("diversity", new DiversityOptions { Field = "category" }, "unlike_category"),
            ComponentUse.Of("relevancy", new RelevancyOptions(), "relevancy"),
        ],
    };

    public static IReadOnlyList<Field> RequestFields { get; } = [new("local", FieldValue.Of("2023-11-15T08:30:00+08:00")), new("device", FieldValue.Of("phone"))];

    public static IReadOnlyList<RankedItem> Given { get; } = [new() { Id = "i1", Fields = [new("relevancy", FieldValue.Of(3))] }, new() { Id = "i2", Fields = [new("relevancy", FieldValue.Of(6))] }];
}
