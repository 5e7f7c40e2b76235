using System.Text.Json;
using System.Text.Json.Nodes;
using Recsys.MLNet.Extensibility;
using Recsys.MLNet.ModelBuilder.Configuration;
using Recsys.MLNet.ModelBuilder.Ranking;

namespace Recsys.MLNet.Tests.House;

/// <summary>PublicApi/recsys.schema.json is the schema of the options records as they are.</summary>
[TestFixture]
public sealed class SchemaPublicApiTests
{
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static JsonObject Schema => ConfigurationSchema.Create(new ComponentRegistry());

    [Test]
    public void The_published_schema_is_that_of_the_code() =>
        Repository.IsAsCommitted(Path.Combine("Recsys.MLNet.Tests", "House", "PublicApi", ConfigurationSchema.FileName), Schema.ToJsonString(s_indented) + "\n");

    [Test]
    public void The_top_level_is_what_scripts_rely_on() =>
        Assert.That(Schema["properties"]!.AsObject().Select(p => p.Key), Is.EqualTo(new[] { "scenario", "events", "features", "recall", "ranker", "rerank", "segments", "run" }));

    [Test]
    public void Options_have_type_default_and_meaning()
    {
        var leaves = Schema["properties"]!["ranker"]!["properties"]!["leaves"]!;
        Assert.That((leaves["type"]!.GetValue<string>(), leaves["default"]!.GetValue<int>()), Is.EqualTo(("integer", new RankerOptions().Trees.Leaves)));
        Assert.That(leaves["description"]!.GetValue<string>(), Does.Contain("Default"));
        Assert.That(Schema["$defs"]!["Feature"]!.ToJsonString(), Does.Contain("window-count"));
    }
}
