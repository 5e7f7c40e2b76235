using Recsys.MLNet.Data;

namespace Recsys.MLNet.Tests.Data;

[TestFixture]
public sealed class InteractionLinesTests
{
    [Test]
    public void Lines_of_blanks_or_tabs_share_users_and_items_between_files()
    {
        using var folder = new TempFolder();
        var logs = InteractionLines.Read(folder.Write("train", "# head\n196\t242\t3\t881250949\n186 302  2.5 891717742000\r\n"), folder.Write("test", " 186 242 1 5\n"));
        Assert.That(logs[0].Users, Is.SameAs(logs[1].Users));
        Assert.That(logs[0].WeightOf, Is.EqualTo(new[] { 3, 2.5f }));
        Assert.That(logs[0].TimeOf, Is.EqualTo(new[] { 881250949000, 891717742000 }));
        Assert.That((logs[1].UserOf[0], logs[1].ItemOf[0], logs[1].TimeOf[0]), Is.EqualTo((1, 0, 5000L)));
        Assert.That(logs[0].Clock, Is.EqualTo(EventClock.Absolute));
    }

    [Test]
    public void Without_times_the_order_of_lines_is_the_clock_and_without_values_all_weigh_one()
    {
        using var folder = new TempFolder();
        var log = InteractionLines.Read(folder.Write("train", "u a\nu b\n"));
        Assert.That((log.Clock, log.WeightOf[1], log.TimeOf[1]), Is.EqualTo((EventClock.Order, 1f, 1L)));
    }

    [TestCase("u\n", "line 1: 'item' is missing")]
    [TestCase("u a 1\nu a high\n", "line 2: 'value' is 'high'")]
    [TestCase("u a NaN\n", "'value' is 'NaN'")]
    [TestCase("u a 1 noon\n", "'time' is 'noon'")]
    [TestCase("u a 1 2 3\n", "more than four values")]
    [TestCase("# only a comment\n", "holds no interaction")]
    public void A_line_of_another_form_is_named(string text, string expected)
    {
        using var folder = new TempFolder();
        string path = folder.Write("train", text);
        Assert.That(() => InteractionLines.Read(path), Throws.TypeOf<InvalidDataException>().With.Message.Contains(expected));
    }
}
