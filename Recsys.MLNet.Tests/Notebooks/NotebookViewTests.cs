using System.Xml.Linq;
using Recsys.MLNet.ModelBuilder.Notebooks;
using Recsys.MLNet.ModelBuilder.Reporting.Charts;

namespace Recsys.MLNet.Tests.Notebooks;

/// <summary>Tables and charts as HTML and as text.</summary>
[TestFixture]
public sealed class NotebookViewTests
{
    private static IEnumerable<NotebookView> Views() =>
    [
        new TableView("a <table>", "name", "value").Add("x & y", 0.12345).Add("z", null),
        Chart.Bars("bars <b>", ["first & best", "second"], [0.5, double.NaN], [0.4, double.NaN], [0.6, double.NaN]),
        Chart.Bars("below zero", ["a", "b"], [-0.2, 0.1], [-0.3, 0], [-0.1, 0.2]),
        Chart.Bars("none", [], []),
        Chart.Lines("lines", ["a", "b", "c"], ("one", [1, double.NaN, 3]), ("two \"quoted\"", [0, 0, 0])),
        Chart.Lines("flat", ["a"], ("one", [7])),
        Chart.Histogram("histogram", [1, 2, 2, 3, double.NaN, 100], bins: 4),
        Chart.Histogram("nothing", []),
        Chart.Points("points", "x", "y", [("p <1>", 0.1014, 0.21), ("q", 0.2, 0.19), ("r", double.NaN, 1)]),
    ];

    [TestCaseSource(nameof(Views))]
    public void Html_is_well_formed_stands_alone_and_keeps_no_number_that_is_none(NotebookView view)
    {
        string html = view.ToHtml();
        Assert.Multiple(() =>
        {
            Assert.That(() => XDocument.Parse(html), Throws.Nothing);
            Assert.That(html, Does.Not.Contain("script").And.Not.Contain("http-").And.Not.Contain("NaN").And.Not.Contain("∞"));
            Assert.That(html, Has.Length.LessThan(20_000));
            Assert.That(view.ToString(), Is.Not.Empty.And.Not.Contain("<svg"));
        });
    }

    [TestCase(0, 1)]
    [TestCase(0.1014, 0.1207)]
    [TestCase(-37, 12_500)]
    [TestCase(1e-9, 3e-9)]
    public void Marks_are_few_round_and_around_the_range(double low, double high)
    {
        double[] marks = [.. new Axis([low, high], 0, 100).Ticks];
        double step = marks[1] - marks[0], leading = step / Math.Pow(10, Math.Floor(Math.Log10(step * 1.000001)));
        Assert.Multiple(() =>
        {
            Assert.That(marks, Has.Length.InRange(3, 9));
            Assert.That((marks[0] <= low + 1e-12, marks[^1] >= high - 1e-12), Is.EqualTo((true, true)));
            Assert.That(leading, Is.EqualTo(1).Within(1e-6).Or.EqualTo(2).Within(1e-6).Or.EqualTo(5).Within(1e-6));
        });
    }

    [Test]
    public void A_table_as_text_lines_its_columns_up()
    {
        var table = new TableView("Models", "model", "ndcg").Add("popularity", 0.0332).Add("pipeline", 0.165);
        Assert.That(table.ToString().ReplaceLineEndings("\n"), Is.EqualTo("Models\nmodel         ndcg\npopularity  0.0332\npipeline    0.1650"));
    }

    [Test]
    public void Bars_as_text_are_as_long_as_their_values()
    {
        string[] lines = Chart.Bars("Shares", ["a", "b"], [1, 0.5]).ToString().Split('\n');
        Assert.That(lines.Skip(1).Select(l => l.Count(c => c == '█')), Is.EqualTo(new[] { 40, 20 }));
    }

    [Test]
    public void A_histogram_counts_every_value_once() =>
        Assert.That(Chart.Histogram("ages", [0, 1, 2, 3, 4, 5, 6, 7, 8, 10], bins: 5).ToHtml(), Does.Contain("8: 2").And.Contain("0: 2"));

    [Test]
    public void Parts_that_do_not_fit_are_refused_with_their_numbers()
    {
        Assert.That(() => new TableView("t", "a", "b").Add(1), Throws.ArgumentException.With.Message.Contains("1 cells").And.Message.Contains("a, b"));
        Assert.That(() => Chart.Bars("t", ["a"], [1, 2]), Throws.ArgumentException.With.Message.Contains("1 labels, 2 values"));
        Assert.That(() => Chart.Lines("t", ["a", "b"], ("s", [1])), Throws.ArgumentException.With.Message.Contains("'s' has 1 values"));
    }
}
