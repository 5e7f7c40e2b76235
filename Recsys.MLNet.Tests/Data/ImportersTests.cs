using Recsys.MLNet.Data;
using Recsys.MLNet.Data.Import;

namespace Recsys.MLNet.Tests.Data;

[TestFixture]
public sealed class ImportersTests
{
    private static readonly RunSettings s_run = new() { Seed = 3 };

    private static List<Event> Import(string format, string path, ImportOptions? options = null, int seed = 3) =>
        [.. Importers.Find(format).Read(path, options ?? ImportOptions.Default, new() { Seed = seed })];

    private static TempFolder MovieLens100k(string ratings = "1\t10\t5\t200\n2\t11\t3\t100\n1\t11\t4\t100\n")
    {
        var folder = new TempFolder();
        folder.Write("u.data", ratings);
        folder.Write("u.item", "10|Toy Story (1995)|01-Jan-1995||x|0|0|0|1|0|1|0|0|0|0|0|0|0|0|0|0|0|0|0\n11|Les Mis\u00e9rables|||x|0|0|0|0|0|0|0|0|1|0|0|0|0|0|0|0|0|0|0\n");
        File.WriteAllBytes(folder["u.item"], System.Text.Encoding.Latin1.GetBytes(File.ReadAllText(folder["u.item"])));
        folder.Write("u.user", "1|24|M|technician|85711\n2|53|F|other|94043\n");
        return folder;
    }

    [Test]
    public void MovieLens_100k_gives_films_users_and_ratings_in_time_order()
    {
        using var folder = MovieLens100k();
        var events = Import("movielens", folder.Path);
        Assert.That(events.Select(e => e.Kind), Is.EqualTo(new[] { EventKind.Item, EventKind.Item, EventKind.User, EventKind.User, EventKind.Interaction, EventKind.Interaction, EventKind.Interaction }));
        var ratings = events[4..];
        Assert.That(ratings.Select(e => e.Timestamp), Is.EqualTo(new[] { 100_000, 100_000, 200_000 }));
        Assert.That(ratings.Select(e => e.Field("value")!.Value.Number), Is.EqualTo(new[] { 3, 4, 5 }), "ratings of one second keep the file's order");
        var toys = events.Single(e => e.SourceId == "10");
        Assert.That(toys.Fields, Is.EqualTo(new Field[] { new("title", FieldValue.Of("Toy Story (1995)")), new("genres", FieldValue.Of(["Animation", "Comedy"])), new("year", FieldValue.Of(1995)), new("released", FieldValue.Of("01-Jan-1995")) }));
        Assert.That(events.Single(e => e.SourceId == "11").Field("title")!.Value.Text, Is.EqualTo("Les Misérables"));
        Assert.That(events.Select(e => e.Id).Distinct().Count(), Is.EqualTo(events.Count));
    }

    [TestCase("ratings.dat", "1::10::4.5::200\n", "movies.dat", "10::Toy Story (1995)::Animation|Comedy\n")]
    [TestCase("ratings.csv", "userId,movieId,rating,timestamp\n1,10,4.5,200\n", "movies.csv", "movieId,title,genres\n10,\"Toy Story (1995)\",Animation|Comedy\n")]
    public void Later_MovieLens_layouts_are_read_too(string ratings, string rows, string movies, string films)
    {
        using var folder = new TempFolder();
        folder.Write(ratings, rows);
        folder.Write(movies, films);
        var events = Import("movielens", folder.Path);
        Assert.That(events[0].Field("genres"), Is.EqualTo(FieldValue.Of(["Animation", "Comedy"])));
        Assert.That((events[1].Timestamp, events[1].Field("value")), Is.EqualTo((200_000L, FieldValue.Of(4.5))));
    }

    private static TempFolder Sequences()
    {
        var folder = new TempFolder();
        folder.Write("sequences.txt", "1 1 2 3\n2 4 2\n");
        folder.Write("sequences_with_intervals.txt", "1 1 2 3\t0 0 60\n2 4 2\t0 5\n");
        folder.Write("items.tsv", "item_id\tasin\ttitle\tattribute_ids\n1\tB1\tSoap\t7 8\n2\tB2\tBrush\t\n3\tB3\t\t7\n4\tB4\tTowel\t9\n5\tB5\tNever bought\t9\n");
        return folder;
    }

    [Test]
    public void Sequences_keep_each_users_order_on_a_relative_clock()
    {
        using var folder = Sequences();
        var events = Import("amazon-sequences", folder.Path);
        Assert.That(events.Select(e => e.Clock), Is.All.EqualTo(EventClock.Relative));
        Assert.That(events.Count(e => e.Kind == EventKind.Item), Is.EqualTo(5));
        var source = events.Where(e => e.Kind == EventKind.Item).ToDictionary(e => e.Item!, e => e.SourceId);
        var byUser = events.Where(e => e.Kind == EventKind.Interaction).GroupBy(e => e.User).Select(g => string.Join(' ', g.Select(e => $"{source[e.Item!]}@{e.Timestamp}")));
        Assert.That(byUser, Is.EquivalentTo(new[] { "1@0 2@0 3@60000", "4@0 2@5000" }));
        Assert.That(events.Single(e => e.SourceId == "1").Fields, Is.EqualTo(new Field[] { new("title", FieldValue.Of("Soap")), new("attributes", FieldValue.Of(["7", "8"])) }));
    }

    [Test]
    public void Without_intervals_only_the_order_is_known()
    {
        using var folder = Sequences();
        File.Delete(folder["sequences_with_intervals.txt"]);
        var events = Import("amazon-sequences", folder.Path);
        Assert.That(events.Select(e => e.Clock), Is.All.EqualTo(EventClock.Order));
        Assert.That(events.Where(e => e.Kind == EventKind.Interaction).GroupBy(e => e.User).Select(g => g.Select(e => e.Timestamp).ToArray()), Has.All.Ordered);
        Assert.That(() => Import("amazon-sequences", folder.Path, new() { Clock = EventClock.Relative }), Throws.ArgumentException.With.Message.Contains("knows only the order"));
    }

    [Test]
    public void New_ids_are_in_an_order_that_depends_on_the_seed_alone()
    {
        using var folder = new TempFolder();
        folder.Write("sequences.txt", string.Join('\n', Enumerable.Range(0, 200).Select(u => $"{u + 1} {u + 1} {u + 2}")));
        int[] Sources(int seed) => [.. Import("amazon-sequences", folder.Path, seed: seed).Where(e => e.Kind == EventKind.Item).Select(e => int.Parse(e.SourceId!))];
        int[] first = Sources(1), again = Sources(1), other = Sources(2);
        Assert.That(again, Is.EqualTo(first));
        Assert.That(other, Is.Not.EqualTo(first));
        Assert.That(first, Is.Not.Ordered);
        Assert.That(first, Is.EquivalentTo(Enumerable.Range(1, 201)));
        var kept = Import("amazon-sequences", folder.Path, new() { PermuteIds = false });
        Assert.That(kept.Where(e => e.Kind == EventKind.Item).Select(e => e.Item), Is.EqualTo(kept.Where(e => e.Kind == EventKind.Item).Select(e => e.SourceId)));
    }

    [Test]
    public void A_csv_keeps_the_shops_ids_unless_asked_otherwise()
    {
        using var folder = new TempFolder();
        string path = folder.Write("log.csv", "user,item,type,timestamp,session\nann,tea,click,5,\n,milk,click,6,s9\n");
        Assert.That(Import("csv", path).Select(e => (e.Actor, e.Item)), Is.EqualTo(new[] { ("ann", "tea"), ("s9", "milk") }));
        var permuted = Import("csv", path, new() { PermuteIds = true });
        Assert.That(permuted.Where(e => e.Kind == EventKind.Item).Select(e => e.SourceId), Is.EquivalentTo(new[] { "tea", "milk" }));
        Assert.That(permuted.Where(e => e.Kind == EventKind.Interaction).Select(e => e.Actor), Is.EqualTo(new[] { "u1", "s1" }));
    }

    [Test]
    public void A_feed_table_gives_items_with_numbers_categories_and_availability()
    {
        using var folder = new TempFolder();
        string path = folder.Write("feed.tsv", "ID\ttitle\tdescription\tprice\tsale price\tavailability\tproduct_type\tbrand\tlink\tcolor\n"
            + "sku1\tTea\tGreen\t15.00 USD\t12.5 USD\tin stock\tHome > Kitchen > Tea\tLeaf\thttp://x\tred\nsku2\tMilk\t\tEUR 3\t\tout_of_stock\t\t\t\t\n");
        var events = Import("catalogue", path, new() { Time = 7 });
        Assert.That(events.Select(e => (e.Item, e.Timestamp, e.Available)), Is.EqualTo(new[] { ("sku1", 7L, (bool?)true), ("sku2", 7L, (bool?)false) }));
        Assert.That(events[0].Fields, Is.EqualTo(new Field[]
        {
            new("title", FieldValue.Of("Tea")), new("description", FieldValue.Of("Green")), new("price", FieldValue.Of(15)), new("currency", FieldValue.Of("USD")),
            new("salePrice", FieldValue.Of(12.5)), new("category", FieldValue.Of("Tea")), new("categories", FieldValue.Of(["Home", "Kitchen", "Tea"])),
            new("link", FieldValue.Of("http://x")), new("brand", FieldValue.Of("Leaf")), new("color", FieldValue.Of("red")),
        }));
        Assert.That(events[1].Fields, Is.EqualTo(new Field[] { new("title", FieldValue.Of("Milk")), new("price", FieldValue.Of(3)), new("currency", FieldValue.Of("EUR")) }));
    }

    [Test]
    public void A_feed_in_rss_or_atom_gives_the_same_items()
    {
        using var folder = new TempFolder();
        string rss = folder.Write("rss.xml", """
            <?xml version="1.0"?>
            <rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel><title>Shop</title><lastBuildDate>Tue, 03 Mar 2026 08:00:00 GMT</lastBuildDate>
            <item><g:id>sku1</g:id><title>Tea &amp; more</title><g:price>15.00 USD</g:price><g:availability>in_stock</g:availability><g:shipping><g:country>US</g:country></g:shipping><link>http://x</link></item>
            <item><g:id>sku2</g:id><title><![CDATA[茶]]></title></item></channel></rss>
            """);
        string atom = folder.Write("atom.xml", """
            <feed xmlns="http://www.w3.org/2005/Atom" xmlns:g="http://base.google.com/ns/1.0"><updated>2026-03-03T08:00:00Z</updated>
            <entry><g:id>sku1</g:id><title>Tea &amp; more</title><g:price>15.00 USD</g:price><g:availability>in_stock</g:availability><g:shipping><g:country>US</g:country></g:shipping><link href="http://x"/></entry>
            <entry><g:id>sku2</g:id><title>茶</title></entry></feed>
            """);
        var fromRss = Import("catalogue", rss);
        var fromAtom = Import("catalogue", atom);
        Assert.That(fromRss.Select(e => (e.Item, e.Timestamp, e.Available)), Is.EqualTo(new[] { ("sku1", 1772524800000, (bool?)true), ("sku2", 1772524800000, null) }));
        Assert.That(fromRss[0].Fields.Select(f => $"{f.Name}={f.Value}"), Is.EqualTo(new[] { "title=Tea & more", "price=15", "currency=USD", "link=http://x", "shipping=US" }));
        Assert.That(fromRss[1].TitleOf(), Is.EqualTo("茶"));
        Assert.That(fromAtom.Select(e => (e.Item, e.Timestamp)), Is.EqualTo(fromRss.Select(e => (e.Item, e.Timestamp))));
        Assert.That(fromAtom[0].Fields, Is.EqualTo(fromRss[0].Fields));
    }

    [Test]
    public void A_full_feed_withdraws_what_it_lacks_and_a_delta_only_what_it_names()
    {
        using var folder = new TempFolder();
        string previous = folder.Write("events.jsonl", """
            {"event":"item","timestamp":1,"item":"a"}
            {"event":"item","timestamp":1,"item":"b"}
            {"event":"item","timestamp":1,"item":"c","available":false}
            """);
        string feed = folder.Write("feed.csv", "id,title\na,Tea\n");
        Assert.That(Import("catalogue", feed, new() { Previous = previous, Time = 2 }).Select(e => (e.Item, e.Available)), Is.EqualTo(new[] { ("a", (bool?)null), ("b", false) }));
        string delta = folder.Write("delta.csv", "id,price,action\na,3,\nb,,delete\n");
        Assert.That(Import("catalogue", delta, new() { Full = false, Time = 2 }).Select(e => (e.Item, e.Available)), Is.EqualTo(new[] { ("a", (bool?)null), ("b", false) }));
        Assert.That(() => Import("catalogue", delta, new() { Full = false, Previous = previous }), Throws.ArgumentException.With.Message.Contains("Previous"));
    }

    [TestCase("movielens", "u.data", "1\t10\t5\n", "u.data line 1: the line has 3 values; expected 4")]
    [TestCase("movielens", "u.data", "1\t10\tgood\t5\n", "u.data line 1: 'rating' is 'good'")]
    [TestCase("movielens", "u.data", "1\t10\t5\t1e30\n", "'timestamp' is 1e30")]
    [TestCase("movielens", "u.data", "", "is empty")]
    [TestCase("movielens", "ratings.csv", "user,movie\n", "column 'userId' is missing")]
    [TestCase("movielens", "x", "", "holds none of u.data")]
    [TestCase("amazon-sequences", "sequences.txt", "1\n", "line 1: user '1' has no items")]
    [TestCase("amazon-sequences", "sequences.txt", "1 2\n1 3\n", "line 2: user '1' has a line already")]
    [TestCase("amazon-sequences", "sequences.txt", "1 2\t0\n", "line 1: expected \"user i1 i2 …\" without tabs")]
    [TestCase("amazon-sequences", "sequences_with_intervals.txt", "1 2 3\t0\n", "2 items and 1 intervals")]
    [TestCase("amazon-sequences", "sequences_with_intervals.txt", "1 2 3\t0 -5\n", "interval 2 is '-5'")]
    public void A_wrong_file_in_a_folder_is_named_with_its_line(string format, string file, string text, string expected)
    {
        using var folder = new TempFolder();
        folder.Write(file, text);
        Assert.That(() => Import(format, folder.Path), Throws.TypeOf<InvalidDataException>().With.Message.Contains(expected));
    }

    [TestCase("feed.csv", "title\nTea\n", "column 'id' is missing")]
    [TestCase("feed.csv", "id,title\n,Tea\n", "line 2: 'id' is missing")]
    [TestCase("feed.csv", "id,title\na,Tea\na,Tea\n", "line 3: 'id' is 'a', which line 2 already has")]
    [TestCase("feed.csv", "id,price\na,cheap\n", "line 2: 'price' is 'cheap'")]
    [TestCase("feed.csv", "id,availability\na,maybe\n", "line 2: 'availability' is 'maybe'")]
    [TestCase("feed.csv", "id,title\na,Tea,too\n", "the row has 3 values; the header names 2")]
    [TestCase("feed.csv", "id,title\n", "holds no item")]
    [TestCase("feed.xml", "<rss><channel><item><id>a</id>", "not well-formed XML")]
    [TestCase("feed.xml", "<!DOCTYPE a [<!ENTITY b \"c\">]><rss/>", "not well-formed XML")]
    [TestCase("feed.xml", "<rss/>", "holds no item")]
    public void A_wrong_feed_is_named_with_its_line(string file, string text, string expected)
    {
        using var folder = new TempFolder();
        string path = folder.Write(file, text);
        Assert.That(() => Import("catalogue", path), Throws.TypeOf<InvalidDataException>().With.Message.Contains(expected));
    }

    [Test]
    public void An_unknown_format_is_refused_with_the_known_ones() =>
        Assert.That(() => Importers.Find("tape"), Throws.ArgumentException.With.Message.Contains("expected movielens, amazon-sequences, csv, catalogue"));

    [Test]
    public void The_real_ml_100k_has_its_published_size()
    {
        var log = InteractionLogBuilder.From(Import("movielens", PublicData.Folder("ml-100k")));
        Assert.That((log.Users.Count, log.Items.Count, log.Count, log.Clock), Is.EqualTo((943, 1682, 100_000, EventClock.Absolute)));
        Assert.That(log.TimeOf, Is.Ordered);
        Assert.That(log.WeightOf.Average(), Is.EqualTo(3.52986).Within(1e-4));
    }

    [Test]
    public void The_real_beauty_has_its_published_size()
    {
        var log = InteractionLogBuilder.From(Importers.Find("amazon-sequences").Read(PublicData.Folder("beauty"), ImportOptions.Default, s_run));
        Assert.That((log.Users.Count, log.Items.Count, log.Count, log.Clock), Is.EqualTo((22_363, 12_101, 198_502, EventClock.Relative)));
        var split = Splits.LeaveOneOut(log);
        Assert.That((split.Test.Length, split.Valid.Length), Is.EqualTo((22_363, 22_363)));
        var sequences = log.BySequence();
        int later = Enumerable.Range(0, sequences.Users).Count(u => log.TimeOf[sequences.PlacesOf(u)[^1]] > log.TimeOf[sequences.PlacesOf(u)[^2]]);
        Assert.That(later, Is.EqualTo(12_644), "test events on a later day than the one before");
    }
}

internal static class EventExtensions
{
    public static string? TitleOf(this Event e) => e.Field("title")?.Text;
}
