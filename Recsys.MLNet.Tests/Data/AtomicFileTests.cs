using Recsys.MLNet.Data;

namespace Recsys.MLNet.Tests.Data;

[TestFixture]
public sealed class AtomicFileTests
{
    [Test]
    public void A_committed_file_replaces_what_was_there()
    {
        using var folder = new TempFolder();
        string path = folder.Write("out", "old");
        AtomicFile.Write(path, s => s.Write("new"u8));
        Assert.That(File.ReadAllText(path), Is.EqualTo("new"));
        Assert.That(Directory.GetFiles(folder.Path), Has.Length.EqualTo(1));
    }

    [Test]
    public void A_failure_half_way_leaves_what_was_there_and_nothing_else()
    {
        using var folder = new TempFolder();
        string path = folder.Write("out", "old");
        Assert.That(() => AtomicFile.Write(path, s =>
        {
            s.Write("half"u8);
            throw new InvalidDataException("stop");
        }), Throws.TypeOf<InvalidDataException>());
        Assert.That(File.ReadAllText(path), Is.EqualTo("old"));
        Assert.That(Directory.GetFiles(folder.Path), Has.Length.EqualTo(1));
    }

    [Test]
    public void Folders_on_the_way_are_made_and_a_folder_in_the_place_is_refused()
    {
        using var folder = new TempFolder();
        AtomicFile.Write(folder["a/b/c"], s => s.WriteByte(1));
        Assert.That(File.Exists(folder["a/b/c"]));
        Assert.That(() => AtomicFile.Create(folder["a"]), Throws.TypeOf<InvalidDataException>().With.Message.Contains("is a folder"));
    }

    [Test]
    public void A_file_given_up_leaves_no_new_folder()
    {
        using var folder = new TempFolder();
        AtomicFile.Create(folder["a/b/c"]).Dispose();
        Assert.That(Directory.Exists(folder["a"]), Is.False);
    }

    [Test]
    public void A_place_that_cannot_be_written_is_named()
    {
        using var folder = new TempFolder();
        folder.Write("file", "x");
        Assert.That(() => AtomicFile.Create(folder["file/below"]), Throws.TypeOf<UnauthorizedAccessException>().With.Message.Contains("cannot be written"));
    }
}
