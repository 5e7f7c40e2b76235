using Recsys.MLNet.Data;
using Recsys.MLNet.Extensibility;
using Recsys.MLNet.Serving;
using Recsys.MLNet.State;
using Recsys.MLNet.Tests.Data;
using Recsys.MLNet.Tests.State;
using Recsys.MLNet.Text.Decoding;

namespace Recsys.MLNet.Tests.Text;

[TestFixture]
public sealed class LlmRerankerTests
{
    private static readonly string[] Titles = ["巴黎", "伦敦", "东京", "red tent", "oolong tea", "rope"];

    private TempFolder _folder = null!;
    private YesNoDecoderOptions _options = null!;

    [OneTimeSetUp]
    public void Write()
    {
        _folder = new TempFolder();
        _options = new() { Model = _folder.Path, Template = "user {user} item {candidate} like", MaxTokens = 64 };
        GeneratedEncoder.WriteDecoder(_folder.Path, [.. Titles, _options.Template, "我想去旅游的地方"]);
    }

    [OneTimeTearDown]
    public void Remove() => _folder.Dispose();

    [Test]
    public void The_cache_changes_no_answer()
    {
        using var decoder = YesNoDecoder.Open(_options);
        float[] scores = decoder.Score("我想去旅游的地方", Titles);
        Assert.That(scores, Is.EqualTo(Titles.Select(title => decoder.ScoreWithoutCache("我想去旅游的地方", title))).Within(2e-5f));
        Assert.That(scores.Distinct().Count(), Is.EqualTo(Titles.Length));
        Assert.That(scores, Is.All.GreaterThan(0).And.All.LessThan(1));
        Assert.That(decoder.Score("tea", [null, "", "tea"])[0], Is.EqualTo(decoder.ScoreWithoutCache("tea", "")).Within(2e-5f));
        Assert.That(decoder.Score(string.Concat(Enumerable.Repeat("tea ", 500)), Titles), Is.All.GreaterThan(0), "long words of a user are cut");
    }

    [Test]
    public void A_list_comes_in_the_order_of_the_answers_and_the_rest_stays()
    {
        using var decoder = YesNoDecoder.Open(_options);
        var shelf = Shelf(new() { Decoder = _options, Items = 4, BudgetMilliseconds = 60_000 });
        string[] before = Items(Shelf(null)), after = Items(shelf);
        float[] scores = decoder.Score("tea", [.. before[..4].Select(id => Titles[id[1] - '0'])]);
        Assert.That(after[..4], Is.EqualTo(before[..4].Zip(scores).OrderByDescending(pair => pair.Second).Select(pair => pair.First)));
        Assert.That(after[4..], Is.EqualTo(before[4..]));
        Assert.That(after, Is.Not.EqualTo(before));
    }

    [Test]
    public void When_time_runs_out_the_list_stays_as_it_was()
    {
        using var late = new LlmReranker(new() { Decoder = _options }, null, new ManualClock { TimersAreLate = true });
        using var inTime = new LlmReranker(new() { Decoder = _options }, null, new ManualClock());
        string[] before = Items(Shelf(null));
        Assert.That(Items(With(late)), Is.EqualTo(before));
        Assert.That(late.Counts, Is.EqualTo((0L, 1L)));
        Assert.That(Items(With(inTime)), Is.Not.EqualTo(before));
        Assert.That(inTime.Counts, Is.EqualTo((1L, 0L)));
    }

    [Test]
    public void A_request_of_which_nothing_is_known_is_not_asked_about()
    {
        using var reranker = new LlmReranker(new() { Decoder = _options }, null, new ManualClock());
        var answer = With(reranker).Recommend(new RecommendationRequest { At = Shop.Start, Count = 6 });
        Assert.That(answer.Items, Has.Count.EqualTo(6));
        Assert.That(reranker.Counts, Is.EqualTo((0L, 0L)));
    }

    [Test]
    public void What_is_no_decoder_or_no_question_is_refused()
    {
        using var folder = new TempFolder();
        GeneratedEncoder.Write(folder.Path, Titles);
        Assert.That(() => YesNoDecoder.Open(_options with { Model = folder.Path }), Throws.TypeOf<InvalidDataException>().With.Message.Contains("text-generation-with-past"));
        Assert.That(() => YesNoDecoder.Open(_options with { Yes = "是的" }), Throws.ArgumentException.With.Message.Contains("no token '是的'"));
        Assert.That(() => YesNoDecoder.Open(_options with { Template = "{candidate} {user}" }), Throws.ArgumentException.With.Message.Contains("must hold {user} and after it {candidate}"));
        Assert.That(new LlmRerankOptions { Decoder = _options, Items = 21 }.Problems().Single().Message, Does.Contain("2..20"));
        Assert.That(() => ServingModel.Live(new ServingOptions { Rerankers = [new ComponentUse("llm")] }), Throws.ArgumentException.With.Message.Contains("Model is required"));
    }

    private static string[] Items(Recommender recommender) =>
        [.. recommender.Recommend(new RecommendationRequest { At = Shop.Start, Count = 6, Query = "tea" }).Items.Select(i => i.Item)];

    private static Recommender With(LlmReranker reranker)
    {
        var shelf = Shelf(null);
        return new(shelf.Model with { Rerankers = [.. shelf.Model.Rerankers, reranker] }, shelf.World);
    }

    // Items i0..i5, the lower the more popular.
    private static Recommender Shelf(LlmRerankOptions? llm)
    {
        var recommender = new Recommender(ServingModel.Live(new ServingOptions { Sources = [new("popular", 1, 100)], Relevance = 1, Rerankers = llm is null ? [] : [ComponentUse.Of("llm", llm)] }), new WorldState(new StateOptions(), live: true));
        for (int i = 0; i < Titles.Length; i++)
        {
            recommender.Observe(new Event { Kind = EventKind.Item, Item = "i" + i, Timestamp = Shop.Start, Fields = [new Field("title", FieldValue.Of(Titles[i]))] });
            for (int n = 0; n < 20 - i; n++)
                recommender.Observe(Shop.Do("v" + n, "i" + i));
        }
        return recommender;
    }
}
