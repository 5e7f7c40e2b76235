using System.Text;
using Recsys.MLNet.Data;

namespace Recsys.MLNet.Tests.Data;

[TestFixture]
public sealed class EventJsonTests
{
    private static Event Parse(string json) => EventJson.Parse(Encoding.UTF8.GetBytes(json));

    private static string MessageOf(string json) => Assert.Throws<InvalidDataException>(() => Parse(json))!.Message;

    [Test]
    public void An_item_event_reads_every_kind_of_field()
    {
        var e = Parse("""
            {"event":"item","id":"e1","timestamp":"1599391467000","item":"i1","sourceId":"17","available":false,"tenant":"t","fields":[
              {"name":"title","value":"红茶"},{"name":"price","value":9.5},{"name":"new","value":true},
              {"name":"tags","value":["a","b"]},{"name":"vector","value":[1,2.5]},{"name":"gone","value":null},{"name":"none","value":[]}]}
            """);
        Assert.That(e.Kind, Is.EqualTo(EventKind.Item));
        Assert.That((e.Id, e.Timestamp, e.Item, e.SourceId, e.Available, e.Tenant), Is.EqualTo(("e1", 1599391467000, "i1", "17", (bool?)false, "t")));
        Assert.That(e.Fields, Is.EqualTo(new[]
        {
            new Field("title", FieldValue.Of("红茶")), new Field("price", FieldValue.Of(9.5)), new Field("new", FieldValue.Of(true)),
            new Field("tags", FieldValue.Of(["a", "b"])), new Field("vector", FieldValue.Of([1, 2.5])), new Field("none", FieldValue.Of(Array.Empty<string>())),
        }));
    }

    [Test]
    public void A_ranking_reads_every_member_of_its_items()
    {
        var e = Parse("""
            {"event":"ranking","id":"r1","timestamp":5,"user":"u","session":"s","policy":"ab","modelVersion":"v3","surface":"home","query":"tea","shown":2,
             "items":[{"id":"i1","fields":[{"name":"relevancy","value":1.2}],"label":1,"position":0,"visible":true,"source":"knn","score":0.5,"propensity":0.25},{"id":"i2"}]}
            """);
        Assert.That((e.Policy, e.ModelVersion, e.Surface, e.Query, e.Shown), Is.EqualTo(("ab", "v3", "home", "tea", 2)));
        Assert.That(e.Items, Has.Count.EqualTo(2));
        var item = e.Items[0];
        Assert.That((item.Id, item.Label, item.Position, item.Visible, item.Source, item.Score, item.Propensity),
            Is.EqualTo(("i1", 1.0, 0, (bool?)true, "knn", 0.5, 0.25)));
        Assert.That(item.Fields, Is.EqualTo(new[] { new Field("relevancy", FieldValue.Of(1.2)) }));
        Assert.That((e.Items[1].Position, e.Items[1].Visible, double.IsNaN(e.Items[1].Score)), Is.EqualTo((-1, (bool?)null, true)));
    }

    [Test]
    public void The_older_relevancy_of_an_item_becomes_its_field()
    {
        var e = Parse("""{"event":"ranking","timestamp":5,"items":[{"id":"i1","relevancy":2}]}""");
        Assert.That(e.Items[0].Fields, Is.EqualTo(new[] { new Field("relevancy", FieldValue.Of(2)) }));
    }

    [Test]
    public void A_user_event_can_merge_a_session()
    {
        var e = Parse("""{"event":"user","timestamp":5,"user":"u","merge":"s9"}""");
        Assert.That((e.Kind, e.User, e.Merge), Is.EqualTo((EventKind.User, "u", "s9")));
    }

    [TestCase("1599391467000", 1599391467000)]
    [TestCase("\"1599391467000\"", 1599391467000)]
    [TestCase("1.599391467e12", 1599391467000)]
    [TestCase("\"2020-09-06T11:24:27Z\"", 1599391467000)]
    [TestCase("\"2020-09-06T11:24:27\"", 1599391467000)]
    [TestCase("\"2020-09-06T13:24:27.125+02:00\"", 1599391467125)]
    [TestCase("\"2020-09-06\"", 1599350400000)]
    [TestCase("0", 0)]
    public void A_timestamp_may_be_a_number_a_text_or_iso_8601(string timestamp, long expected)
    {
        var e = Parse($$"""{"event":"interaction","timestamp":{{timestamp}},"user":"u","type":"click","item":"i"}""");
        Assert.That(e.Timestamp, Is.EqualTo(expected));
    }

    [TestCase("true")]
    [TestCase("\"yesterday\"")]
    [TestCase("\"09/06/2020\"")]
    [TestCase("12.5")]
    [TestCase("1e300")]
    [TestCase("[1]")]
    public void Any_other_timestamp_is_refused_with_the_forms_that_work(string timestamp)
    {
        string message = MessageOf($$"""{"event":"interaction","timestamp":{{timestamp}},"user":"u","type":"click","item":"i"}""");
        Assert.That(message, Does.Contain("'timestamp' is").And.Contain("ISO 8601"));
    }

    [TestCase("""{"event":"interaction","user":"u","type":"click","item":"i"}""", "'timestamp' is missing")]
    [TestCase("""{"event":"interaction","timestamp":1,"type":"click","item":"i"}""", "'user' is missing; an interaction needs item, type, timestamp (or clock \"order\"), and user or session.")]
    [TestCase("""{"event":"interaction","timestamp":1,"user":"u","item":"i"}""", "'type' is missing")]
    [TestCase("""{"event":"interaction","timestamp":1,"user":"u","type":"click"}""", "'item' is missing")]
    [TestCase("""{"event":"interaction","timestamp":1,"user":"","type":"click","item":"i"}""", "'user' is missing")]
    [TestCase("""{"event":"item","timestamp":1}""", "'item' is missing")]
    [TestCase("""{"event":"user","timestamp":1}""", "'user' is missing")]
    [TestCase("""{"event":"ranking","timestamp":1,"user":"u"}""", "'items' is missing")]
    [TestCase("""{"event":"ranking","timestamp":1,"items":[{"label":1}]}""", "'items[0].id' is missing")]
    [TestCase("""{"timestamp":1,"user":"u"}""", "'event' is missing")]
    [TestCase("""{"event":"purchase","timestamp":1}""", "'event' is 'purchase'; expected item, user, ranking or interaction")]
    public void A_missing_or_unknown_member_is_named(string json, string expected) => Assert.That(MessageOf(json), Does.Contain(expected));

    [TestCase("""{"event":"item","timestamp":1,"item":42}""", "'item' is a number; expected a text in quotes")]
    [TestCase("""{"event":"item","timestamp":1,"item":"i","available":"no"}""", "'available' is a text; expected true or false")]
    [TestCase("""{"event":"item","timestamp":1,"item":"i","fields":{"a":1}}""", "'fields' is an object; expected a list")]
    [TestCase("""{"event":"item","timestamp":1,"item":"i","fields":["a"]}""", "'fields[0]' is a text")]
    [TestCase("""{"event":"item","timestamp":1,"item":"i","fields":[{"value":1}]}""", "'fields[0].name' is missing")]
    [TestCase("""{"event":"item","timestamp":1,"item":"i","fields":[{"name":"a"}]}""", "'fields[0].value' of 'a' is missing")]
    [TestCase("""{"event":"item","timestamp":1,"item":"i","fields":[{"name":"a","value":{}}]}""", "'fields[0].value' of 'a' is an object")]
    [TestCase("""{"event":"item","timestamp":1,"item":"i","fields":[{"name":"a","value":[1,"b"]}]}""", "list that also holds a text")]
    [TestCase("""{"event":"item","timestamp":1,"item":"i","fields":[{"name":"a","value":1e999}]}""", "too large")]
    [TestCase("""{"event":"item","timestamp":1,"item":"i","clock":"sundial"}""", "'clock' is 'sundial'; expected absolute, relative or order")]
    [TestCase("""{"event":"ranking","timestamp":1,"items":"i1"}""", "'items' is a text; expected a list")]
    [TestCase("""{"event":"ranking","timestamp":1,"items":["i1"]}""", "'items[0]' is a text")]
    [TestCase("""{"event":"ranking","timestamp":1,"items":[{"id":"a","position":-1}]}""", "'items[0].position'")]
    [TestCase("""{"event":"ranking","timestamp":1,"items":[{"id":"a","propensity":0}]}""", "expected a probability")]
    [TestCase("""{"event":"ranking","timestamp":1,"items":[{"id":"a","score":"high"}]}""", "'items[0].score' is a text; expected a number")]
    [TestCase("""{"event":"ranking","timestamp":1,"shown":1.5,"items":[]}""", "'shown' is a number that is not a whole number")]
    [TestCase("[[1]]", "expected an event object")]
    [TestCase("\"text\"", "the line is a text; expected an event object")]
    public void A_member_of_the_wrong_type_is_named_with_what_was_wanted(string json, string expected) => Assert.That(MessageOf(json), Does.Contain(expected));

    [TestCase("""{"event":"item","timestamp":1,"item":"i","fields":[{"name":"a","value":NaN}]}""", "NaN and Infinity are no JSON numbers")]
    [TestCase("""{"event":"item","timestamp":1,"item":"i","x":NaN}""", "NaN and Infinity are no JSON numbers")]
    [TestCase("""{"event":"item","timestamp":1,"ite""", "ends early")]
    [TestCase("""{"event":"item","timestamp":1""", "ends early")]
    [TestCase("""[{"event":"item","timestamp":1,"item":"i"}""", "ends early")]
    [TestCase("""{"event":"item",,"timestamp":1}""", "not valid JSON at byte 17")]
    [TestCase("", "0 events; expected exactly one")]
    [TestCase("hello", "not valid JSON")]
    public void Text_that_is_not_json_is_refused_with_its_place_and_a_cure(string json, string expected) => Assert.That(MessageOf(json), Does.Contain(expected));

    [Test]
    public void Invalid_utf8_and_half_surrogates_are_refused_not_thrown_through()
    {
        byte[] bad = [.. "{\"event\":\"item\",\"timestamp\":1,\"item\":\""u8, 0xC3, 0x28, .. "\"}"u8];
        Assert.That(() => EventJson.Parse(bad), Throws.TypeOf<InvalidDataException>());
        Assert.That(() => Parse("{\"event\":\"item\",\"timestamp\":1,\"item\":\"\\ud800\"}"), Throws.TypeOf<InvalidDataException>().With.Message.Contains("UTF-8"));
        Assert.That(() => Parse("{\"event\":\"item\",\"\\ud800\":1,\"timestamp\":1,\"item\":\"i\"}"), Throws.TypeOf<InvalidDataException>().With.Message.Contains("UTF-8"));
    }

    [Test]
    public void A_missing_time_is_filled_only_where_the_clock_is_an_order()
    {
        var events = EventJson.ParseMany("""
            {"event":"interaction","clock":"order","user":"u","type":"click","item":"a"}
            {"event":"interaction","clock":"order","user":"u","type":"click","item":"b"}
            {"event":"interaction","clock":"order","timestamp":10,"user":"u","type":"click","item":"c"}
            {"event":"interaction","clock":"order","user":"u","type":"click","item":"d"}
            """u8);
        Assert.That(events.Select(e => e.Timestamp), Is.EqualTo(new long[] { 0, 1, 10, 11 }));
        Assert.That(MessageOf("""{"event":"interaction","clock":"relative","user":"u","type":"click","item":"a"}"""), Does.Contain("'timestamp' is missing"));
    }

    [TestCase("""{"event":"user","timestamp":1,"user":"a"}""", 1)]
    [TestCase("""[{"event":"user","timestamp":1,"user":"a"},{"event":"user","timestamp":2,"user":"b"}]""", 2)]
    [TestCase("{\"event\":\"user\",\"timestamp\":1,\"user\":\"a\"}\n{\"event\":\"user\",\"timestamp\":1,\n\"user\":\"a\"}\n", 2)]
    [TestCase("[]", 0)]
    [TestCase("", 0)]
    public void Many_events_come_as_one_object_a_list_or_lines(string json, int count) =>
        Assert.That(EventJson.ParseMany(Encoding.UTF8.GetBytes(json)), Has.Count.EqualTo(count));

    [Test]
    public void One_wrong_event_of_many_is_named_by_its_line()
    {
        byte[] json = "{\"event\":\"user\",\"timestamp\":1,\"user\":\"a\"}\n\n{\"event\":\"user\",\"timestamp\":1}"u8.ToArray();
        Assert.That(() => EventJson.ParseMany(json), Throws.TypeOf<InvalidDataException>().With.Message.StartsWith("line 3: 'user' is missing"));
    }

    [TestCase("""{"event":"item","id":"e1","timestamp":7,"item":"i","sourceId":"3","available":true,"fields":[{"name":"t","value":"a\"b\\c \u0001 红 😀"},{"name":"n","value":-1.5E-7},{"name":"l","value":["x","y"]},{"name":"v","value":[1,2]},{"name":"b","value":false}]}""")]
    [TestCase("""{"event":"user","timestamp":7,"clock":"relative","user":"u","merge":"s"}""")]
    [TestCase("""{"event":"interaction","timestamp":-7,"clock":"order","tenant":"t","ranking":"r","user":"u","session":"s","type":"click","item":"i"}""")]
    [TestCase("""{"event":"ranking","id":"r","timestamp":7,"user":"u","policy":"p","modelVersion":"m","surface":"s","query":"q","shown":0,"items":[{"id":"a","fields":[{"name":"relevancy","value":1}],"label":0,"position":3,"visible":false,"source":"x","score":-2.5,"propensity":1}]}""")]
    public void Writing_what_was_read_gives_the_same_event(string json)
    {
        var first = Parse(json);
        byte[] written = EventJson.ToUtf8(first);
        var second = EventJson.Parse(written);
        Assert.That(EventJson.ToUtf8(second), Is.EqualTo(written));
        Assert.That(second with { Fields = [], Items = [] }, Is.EqualTo(first with { Fields = [], Items = [] }));
        Assert.That(second.Fields, Is.EqualTo(first.Fields));
        Assert.That(second.Items.Select(i => i with { Fields = [] }), Is.EqualTo(first.Items.Select(i => i with { Fields = [] })));
        Assert.That(Encoding.UTF8.GetString(written), Does.Not.Contain("\n"));
    }

    [Test]
    public void Damaged_bytes_give_an_event_or_one_kind_of_error_never_another()
    {
        byte[][] whole =
        [
            """{"event":"ranking","id":"r","timestamp":"2020-09-06T11:24:27Z","user":"u","shown":3,"items":[{"id":"a","fields":[{"name":"relevancy","value":1e3}],"label":true,"position":3,"visible":false,"score":-2.5,"propensity":0.5}]}"""u8.ToArray(),
            """{"event":"item","id":"e","timestamp":7,"item":"\u7ea2","fields":[{"name":"t","value":"红"},{"name":"l","value":["x","y"]},{"name":"v","value":[1,2]}]}"""u8.ToArray(),
            """[{"event":"interaction","timestamp":7,"user":"u","type":"click","item":"i"},{"event":"user","timestamp":7,"user":"u","merge":"s"}]"""u8.ToArray(),
        ];
        byte[] replacements = [.. "\"{}[]:,\\0-etfnN\n "u8, 0xC3, 0xFF, 0x00];
        var random = new Recsys.MLNet.Numerics.RandomStream(1, "damage");
        int refused = 0;
        for (int n = 0; n < 20_000; n++)
        {
            byte[] bytes = (byte[])whole[n % whole.Length].Clone();
            for (int damage = random.NextInt(3); damage >= 0; damage--)
                bytes[random.NextInt(bytes.Length)] = replacements[random.NextInt(replacements.Length)];
            int length = random.NextInt(4) == 0 ? random.NextInt(bytes.Length) : bytes.Length;
            try
            {
                EventJson.ParseMany(bytes.AsSpan(0, length));
            }
            catch (InvalidDataException wrong)
            {
                refused++;
                Assert.That(wrong.Message, Does.Not.Contain("\n"));
            }
        }
        Assert.That(refused, Is.GreaterThan(10_000));
    }
}
