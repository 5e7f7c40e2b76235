using System.IO.Compression;
using System.Text;
using Recsys.MLNet.Data;

namespace Recsys.MLNet.Tests.Data;

[TestFixture]
public sealed class EventFileTests
{
    private const string A = """{"event":"user","timestamp":1,"user":"a"}""";
    private const string B = """{"event":"user","timestamp":2,"user":"b"}""";

    private static string[] Users(string path) => EventFile.Read(path).Select(e => e.User!).ToArray();

    [TestCase(A + "\n" + B + "\n")]
    [TestCase(A + "\r\n\r\n  \n" + B)]
    [TestCase("\uFEFF" + A + "\n" + B)]
    [TestCase("[" + A + "," + B + "]")]
    [TestCase("\uFEFF [\n" + A + ",\n\n" + B + "\n]\n")]
    public void Lines_and_lists_are_read_in_their_order(string text)
    {
        using var folder = new TempFolder();
        Assert.That(Users(folder.Write("events.jsonl", text)), Is.EqualTo(new[] { "a", "b" }));
        Assert.That(Users(folder.Path), Is.EqualTo(new[] { "a", "b" }));
    }

    [Test]
    public void A_compressed_file_is_unpacked()
    {
        using var folder = new TempFolder();
        using (var packed = new GZipStream(File.Create(folder["events.jsonl.gz"]), CompressionLevel.Fastest))
            packed.Write(Encoding.UTF8.GetBytes(A + "\n" + B));
        Assert.That(Users(folder.Path), Is.EqualTo(new[] { "a", "b" }));
    }

    [Test]
    public void A_damaged_archive_and_another_encoding_are_named()
    {
        using var folder = new TempFolder();
        Assert.That(() => Users(folder.Write("events.jsonl.gz", "not packed at all, only called so")), Throws.TypeOf<InvalidDataException>().With.Message.Contains("events.jsonl.gz is damaged or no gzip file"));
        File.WriteAllText(folder["wide.jsonl"], A, Encoding.Unicode);
        Assert.That(() => Users(folder["wide.jsonl"]), Throws.TypeOf<InvalidDataException>().With.Message.Contains("line 1: the text is UTF-16; save it as UTF-8"));
    }

    [Test]
    public void A_wrong_line_is_named_with_file_and_line_and_does_not_stop_a_tolerant_reader()
    {
        using var folder = new TempFolder();
        string path = folder.Write("events.jsonl", A + "\n{\"event\":\"user\",\"timestamp\":1}\n{oops\n" + B);
        Assert.That(() => Users(path), Throws.TypeOf<InvalidDataException>().With.Message.Contains("events.jsonl line 2: 'user' is missing"));
        var lines = EventFile.ReadLines(path).ToList();
        Assert.That(lines.Select(l => l.Line), Is.EqualTo(new[] { 1, 2, 3, 4 }));
        Assert.That(lines.Select(l => l.Problem is null), Is.EqualTo(new[] { true, false, false, true }));
        Assert.That(lines[1].Problem!.Field, Is.EqualTo("user"));
    }

    [Test]
    public void A_wrong_event_in_a_list_is_named_by_its_line()
    {
        using var folder = new TempFolder();
        string path = folder.Write("events.json", "[" + A + ",\n" + B + ",\n{\"event\":\"user\",\n\"timestamp\":true}]");
        Assert.That(() => Users(path), Throws.TypeOf<InvalidDataException>().With.Message.Contains("events.json line 4: 'timestamp' is true or false"));
    }

    [Test]
    public void A_list_larger_than_the_buffer_is_read_event_by_event()
    {
        using var folder = new TempFolder();
        string path = folder.Write("events.json", "[" + string.Join(",\n", Enumerable.Range(0, 20000).Select(i => $$"""{"event":"user","timestamp":{{i}},"user":"u{{i}}"}""")) + "]");
        Assert.That(EventFile.Read(path).Select(e => e.Timestamp), Is.EqualTo(Enumerable.Range(0, 20000).Select(i => (long)i)));
    }

    [TestCase("[" + A + ",")]
    [TestCase("[")]
    [TestCase("[" + A + ",{\"event\":")]
    public void A_list_that_is_cut_off_is_refused(string text)
    {
        using var folder = new TempFolder();
        string path = folder.Write("events.json", text);
        Assert.That(() => Users(path), Throws.TypeOf<InvalidDataException>().With.Message.Contains("ends early"));
    }

    [Test]
    public void A_line_beyond_the_limit_is_refused_and_the_next_line_still_read()
    {
        using var folder = new TempFolder();
        string path = folder.Write("events.jsonl", A + "\n{\"event\":\"" + new string('x', 300_000) + "\"}\n" + B);
        var lines = EventFile.ReadJson(path, longestLine: 100_000).ToList();
        Assert.That(lines.Select(l => l.Line), Is.EqualTo(new[] { 1, 2, 3 }));
        Assert.That(lines[1].Problem!.ToString(), Does.Contain("line 2: the line is longer than 100000 bytes"));
        Assert.That(lines[2].Event!.User, Is.EqualTo("b"));
    }

    [Test]
    public void An_endless_line_is_refused_without_being_read_into_memory()
    {
        var endless = new EndlessStream(1L << 30);
        using var reader = new Utf8LineReader(endless, 1 << 20);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.That(reader.Next(), Is.True);
        Assert.That(reader.TooLong, Is.True);
        Assert.That(endless.Given, Is.LessThan(8 << 20), "reading stops at the limit");
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(16 << 20));
        Assert.That(reader.Next(), Is.False);
    }

    [Test]
    public void Ten_thousand_events_are_read_without_holding_them()
    {
        using var folder = new TempFolder();
        string path = folder.Write("events.jsonl", string.Join('\n', Enumerable.Range(0, 10_000).Select(_ => A)));
        var seen = new WeakReference<Event>[3];
        int i = 0;
        foreach (var e in EventFile.Read(path))
        {
            if (i < 3)
                seen[i] = new(e);
            i++;
        }
        GC.Collect();
        Assert.That(i, Is.EqualTo(10_000));
        Assert.That(seen.Count(s => s.TryGetTarget(out _)), Is.LessThanOrEqualTo(1));
    }

    [Test]
    public void What_is_no_readable_file_is_said_in_one_sentence()
    {
        using var folder = new TempFolder();
        Assert.That(() => Users(folder.Path), Throws.TypeOf<InvalidDataException>().With.Message.Contains("folder without events.jsonl"));
        Assert.That(() => Users(folder["none.jsonl"]), Throws.TypeOf<FileNotFoundException>().With.Message.Contains("does not exist"));
        Assert.That(() => Users(folder["no/way.jsonl"]), Throws.TypeOf<FileNotFoundException>());
        Assert.That(() => Users(folder.Write("empty.jsonl", "")), Throws.TypeOf<InvalidDataException>().With.Message.Contains("is empty"));
        Assert.That(() => Users(folder.Write("blank.jsonl", "\n \n")), Throws.TypeOf<InvalidDataException>().With.Message.Contains("holds no event"));
        Assert.That(() => InputFile.Open(folder.Path), Throws.TypeOf<InvalidDataException>().With.Message.Contains("is a folder"));
    }

    [Test]
    public void A_file_without_permission_is_said_to_be_so()
    {
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess)
            Assert.Ignore("permissions do not bind this user");
        using var folder = new TempFolder();
        string path = folder.Write("events.jsonl", A);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.None);
        Assert.That(() => Users(path), Throws.TypeOf<UnauthorizedAccessException>().With.Message.Contains("may not be read"));
    }

    [Test]
    public void Written_events_are_read_back()
    {
        using var folder = new TempFolder();
        var events = Enumerable.Range(0, 1000).Select(i => new Event { Kind = EventKind.Interaction, Timestamp = i, User = "u", Item = $"i{i}", Type = "click", Fields = [new("title", FieldValue.Of(new string('茶', i)))] }).ToList();
        AtomicFile.Write(folder["events.jsonl"], stream =>
        {
            using var writer = new EventWriter(stream);
            foreach (var e in events)
                writer.Write(e);
            Assert.That(writer.Count, Is.EqualTo(1000));
        });
        Assert.That(EventFile.Read(folder.Path).Select(e => (e.Timestamp, e.Item, e.Field("title"))), Is.EqualTo(events.Select(e => (e.Timestamp, e.Item, e.Field("title")))));
    }

    private sealed class EndlessStream(long length) : Stream
    {
        public long Given { get; private set; }

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => length;
        public override long Position { get => Given; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            int count = (int)Math.Min(buffer.Length, length - Given);
            buffer[..count].Fill((byte)'x');
            Given += count;
            return count;
        }

        public override void Flush() => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
