using Recsys.MLNet.Data;
using Recsys.MLNet.Models;
using Recsys.MLNet.Trainers.Floors;

namespace Recsys.MLNet.Tests.Floors;

[TestFixture]
public sealed class TextTermsTests
{
    [TestCase("OPI Nail-Lacquer, 0.5 oz", "opi|nail|lacquer|0|5|oz")]
    [TestCase("红色跑步鞋", "红色|色跑|跑步|步鞋")]
    [TestCase("鞋 Nike 红", "鞋|nike|红")]
    [TestCase("Nike红色鞋2代", "nike|红色|色鞋|2|代")]
    [TestCase("ＡＢＣ１２", "abc12")]
    [TestCase("ファンデ", "ファ|ァン|ンデ")]
    [TestCase("Crème à l'été ÜBER", "crème|à|l|été|über")]
    [TestCase("हिन्दी", "हिन्दी")]
    [TestCase("𠮷野家", "𠮷野|野家")]
    [TestCase(" ,.!— ", "")]
    public void Words_where_a_script_has_them_and_pairs_where_not(string text, string terms)
    {
        var found = new List<string>();
        TextTerms.Split(text, found.Add);
        Assert.That(string.Join('|', found), Is.EqualTo(terms));
    }

    [Test]
    public void Weights_are_those_of_the_definition()
    {
        // Four items; "red" in two, "shoe" in one: idf ln(5/2.5) and ln(5/1.5).
        var log = Logs.Of("abcd");
        string[] titles = ["red red shoe", "red", "hat", ""];
        for (int i = 0; i < 4; i++)
            log.Catalogue.Set(i, [new("title", FieldValue.Of(titles[i]))]);
        var model = (TfIdfModel)new TfIdfTrainer().Fit(log, RunSettings.Default);
        double red = (1 + Math.Log(2)) * Math.Log(5 / 2.5), shoe = Math.Log(5 / 1.5), length = Math.Sqrt(red * red + shoe * shoe);
        Assert.That(model.Similarity(0, 1), Is.EqualTo(red / length).Within(1e-6));
        Assert.That(model.Similarity(0, 0), Is.EqualTo(1).Within(1e-6));
        Assert.That(model.Similarity(0, 2), Is.Zero);
        Assert.That(model.Terms.ColumnsOf(3).Length, Is.Zero);
    }

    [Test]
    public void Only_named_fields_count_when_any_is_named()
    {
        var log = Logs.Of("ab");
        for (int i = 0; i < 2; i++)
            log.Catalogue.Set(i, [new("title", FieldValue.Of($"name{i}")), new("brand", FieldValue.Of("acme"))]);
        var all = (TfIdfModel)new TfIdfTrainer().Fit(log, RunSettings.Default);
        var titles = (TfIdfModel)new TfIdfTrainer(new() { Fields = ["title"] }).Fit(log, RunSettings.Default);
        Assert.That(all.Similarity(0, 1), Is.Positive);
        Assert.That(titles.Similarity(0, 1), Is.Zero);
    }
}
