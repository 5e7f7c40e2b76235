using Recsys.MLNet.Data;

namespace Recsys.MLNet.Tests.Data;

[TestFixture]
public sealed class EventCsvTests
{
    private static List<Event> Read(string text, string name = "log.csv")
    {
        using var folder = new TempFolder();
        return [.. EventFile.Read(folder.Write(name, text))];
    }

    [Test]
    public void Rows_are_interactions_with_quotes_and_optional_columns()
    {
        var events = Read("user,item,type,timestamp,value,session\r\nu1,\"i,1\",rating,1599391467000,4.5,\r\n,\"say \"\"hi\"\"\",click,2020-09-06T11:24:27Z,,s1\r\n\r\n");
        Assert.That(events.Select(e => (e.Kind, e.User, e.Session, e.Item, e.Type, e.Timestamp)), Is.EqualTo(new[]
        {
            (EventKind.Interaction, "u1", (string?)null, "i,1", "rating", 1599391467000),
            (EventKind.Interaction, null, "s1", "say \"hi\"", "click", 1599391467000),
        }));
        Assert.That(events[0].Field("value"), Is.EqualTo(FieldValue.Of(4.5)));
        Assert.That(events[1].Fields, Is.Empty);
    }

    [Test]
    public void Columns_may_come_in_any_order_and_tabs_separate_tsv()
    {
        var events = Read("timestamp\tType\tITEM\tuser\n5\tclick\ti\tu", "log.tsv");
        Assert.That((events[0].Timestamp, events[0].Type, events[0].Item, events[0].User), Is.EqualTo((5L, "click", "i", "u")));
    }

    [Test]
    public void A_missing_time_is_filled_only_where_the_clock_is_an_order()
    {
        var events = Read("user,item,type,clock\nu,a,click,order\nu,b,click,order");
        Assert.That(events.Select(e => (e.Timestamp, e.Clock)), Is.EqualTo(new[] { (0L, EventClock.Order), (1L, EventClock.Order) }));
        Assert.That(() => Read("user,item,type,timestamp\nu,a,click,"), Throws.TypeOf<InvalidDataException>().With.Message.Contains("line 2: 'timestamp' is missing"));
    }

    [TestCase("user,item,type\nu,a,click", "column 'timestamp' is missing")]
    [TestCase("user;item;type;timestamp\nu;a;click;1", "column 'item' is missing")]
    [TestCase("item,type,timestamp\na,click,1", "column 'user' is missing")]
    [TestCase("user,item,type,timestamp\n", "holds a header and no rows")]
    [TestCase("user,item,type,timestamp\nu,a,click,soon", "log.csv line 2: 'timestamp' is 'soon'")]
    [TestCase("user,item,type,timestamp,value\nu,a,click,1,NaN", "log.csv line 2: 'value' is 'NaN'; expected a finite number")]
    [TestCase("user,item,type,timestamp\nu,,click,1", "'item' is missing")]
    [TestCase("user,item,type,timestamp\n,a,click,1", "'user' is missing")]
    [TestCase("user,item,type,timestamp\nu,a,click,1,2,3", "the row has 6 values; the header names 4")]
    [TestCase("user,item,type,timestamp\nu,\"a,click,1\n", "a quoted value is not closed")]
    public void What_is_wrong_is_named_with_its_line(string text, string expected) =>
        Assert.That(() => Read(text), Throws.TypeOf<InvalidDataException>().With.Message.Contains(expected));

    [Test]
    public void A_line_break_inside_quotes_counts_as_a_line()
    {
        using var folder = new TempFolder();
        var lines = EventFile.ReadLines(folder.Write("log.csv", "user,item,type,timestamp\nu,\"a\nb\",click,1\nu,c,click,x")).ToList();
        Assert.That(lines[0].Event!.Item, Is.EqualTo("a\nb"));
        Assert.That(lines[1].Problem!.Line, Is.EqualTo(4));
    }
}
