using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Recsys.MLNet.Data;
using Recsys.MLNet.ModelBuilder.Training;
using Recsys.MLNet.Packaging;
using Recsys.MLNet.Serving;
using Recsys.MLNet.Tests.State;

namespace Recsys.MLNet.Tests.Packaging;

[TestFixture]
public sealed class ModelPackageTests
{
    private static readonly Lazy<byte[]> s_package = new(() => Train(Shop.Log(800)));

    private static byte[] Train(IEnumerable<Event> events)
    {
        string path = Path.Combine(Path.GetTempPath(), $"recsys-{Guid.NewGuid():N}.recsys");
        try
        {
            new RecommenderTrainer().Train(events, RunSettings.Default).Save(path);
            return File.ReadAllBytes(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static ModelPackage Open(byte[] bytes) => ModelPackage.Open(new MemoryStream(bytes), "test.recsys");

    [Test]
    public void A_package_answers_alone_and_says_why()
    {
        using var package = Open(s_package.Value);
        var recommender = Recommender.From(package);
        var answer = recommender.Recommend("u3");
        Assert.That(answer.Items, Has.Count.EqualTo(10));
        Assert.That(answer.Version, Is.EqualTo(package.Manifest.Version));
        Assert.That(answer.Items.SelectMany(i => i.Sources), Has.Member("item-knn").And.Member("tf-idf"));
        Assert.That(answer.Items.SelectMany(i => i.Reasons).Select(r => r.Text), Has.Some.StartsWith("because you"));
    }

    [Test]
    public void The_same_log_gives_the_same_bytes()
    {
        Assert.That(Train(Shop.Log(800)), Is.EqualTo(s_package.Value));
    }

    [Test]
    public void The_manifest_records_cutoffs_options_and_fingerprint()
    {
        using var package = Open(s_package.Value);
        var manifest = package.Manifest;
        Assert.That(manifest.Cutoffs.Keys, Is.EquivalentTo((string[])["pipeline", "item-knn", "tf-idf"]));
        Assert.That(manifest.Cutoffs["item-knn"].Events, Is.EqualTo(manifest.StateEvents).And.GreaterThan(800));
        Assert.That(manifest.DataFingerprint, Is.Not.Empty);
        Assert.That(package.Options<ServingOptions>("serving").Sources[0].Name, Is.EqualTo("pipeline"));
    }

    [Test]
    public void Any_altered_byte_is_refused_or_changes_nothing()
    {
        byte[] good = s_package.Value;
        string version = Open(good).Manifest.Version;
        for (int at = 0; at < good.Length; at += 1 + good.Length / 150)
        {
            byte[] bad = [.. good];
            bad[at] ^= 0x20;
            try
            {
                using var package = Open(bad);
                Assert.That(package.Manifest.Version, Is.EqualTo(version), $"byte {at}"); // a byte of the zip's own bookkeeping
            }
            catch (ModelFormatException)
            {
            }
        }
    }

    [Test]
    public void Truncation_is_refused_at_every_length()
    {
        byte[] good = s_package.Value;
        for (int length = 0; length < good.Length; length += 1 + good.Length / 60)
            Assert.That(() => Open(good[..length]), Throws.TypeOf<ModelFormatException>(), $"{length} bytes");
    }

    [Test]
    public void A_later_format_is_refused_with_advice()
    {
        Assert.That(() => Open(Altered(manifest: m => m["format"] = 99)), Throws.TypeOf<ModelFormatException>().With.Message.Contains("format 99").And.Message.Contains("Update"));
    }

    [Test]
    public void A_changed_manifest_is_refused()
    {
        Assert.That(() => Open(Altered(manifest: m => m["metrics"] = new JsonObject { ["ndcg@10"] = 1 })), Throws.TypeOf<ModelFormatException>().With.Message.Contains("altered"));
        Assert.That(() => Open(Altered(manifest: m => m["sections"] = null)), Throws.TypeOf<ModelFormatException>());
        Assert.That(() => Open(Altered(manifest: m => m["sections"]![0]!["length"] = 1L << 60)), Throws.TypeOf<ModelFormatException>());
    }

    [Test]
    public void Entries_beside_the_manifest_doubled_or_missing_are_refused()
    {
        Assert.That(() => Open(Altered(zip: z => z.CreateEntry("../evil").Open().Dispose())), Throws.TypeOf<ModelFormatException>().With.Message.Contains("does not list"));
        Assert.That(() => Open(Altered(zip: z => z.CreateEntry("state").Open().Dispose())), Throws.TypeOf<ModelFormatException>());
        Assert.That(() => Open(Altered(zip: z => z.GetEntry("state")!.Delete())), Throws.TypeOf<ModelFormatException>().With.Message.Contains("lacks section 'state'"));
    }

    [Test]
    public void A_section_that_unpacks_beyond_its_length_is_stopped()
    {
        byte[] bomb = Altered(zip: z =>
        {
            z.GetEntry("state")!.Delete();
            using var stream = z.CreateEntry("state", CompressionLevel.SmallestSize).Open();
            stream.Write(new byte[8 << 20]);
        });
        Assert.That(() => Open(bomb), Throws.TypeOf<ModelFormatException>().With.Message.Contains("'state'"));
    }

    [Test]
    public void Other_files_and_folders_are_refused_in_one_sentence()
    {
        Assert.That(() => Open(Encoding.UTF8.GetBytes("{\"not\":\"a package\"}")), Throws.TypeOf<ModelFormatException>().With.Message.Contains("not a package"));
        Assert.That(() => ModelPackage.Open(Path.GetTempPath()), Throws.TypeOf<ModelFormatException>().With.Message.Contains("folder"));
        Assert.That(() => ModelPackage.Open("no-such.recsys"), Throws.TypeOf<FileNotFoundException>().With.Message.Contains("recsys train"));
    }

    [Test]
    public void A_source_without_a_model_in_the_package_is_named()
    {
        var options = new TrainingOptions { Models = [], Serving = new() { Sources = [new("dream")] } };
        string path = Path.Combine(Path.GetTempPath(), $"recsys-{Guid.NewGuid():N}.recsys");
        try
        {
            new RecommenderTrainer(options).Train(Shop.Log(50), RunSettings.Default).Save(path);
            Assert.That(() => Recommender.Open(path), Throws.TypeOf<ModelFormatException>().With.Message.Contains("models/dream"));
        }
        catch (ArgumentException refused)
        {
            Assert.That(refused.Message, Does.Contain("dream"));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static byte[] Altered(Action<JsonObject>? manifest = null, Action<ZipArchive>? zip = null)
    {
        using var stream = new MemoryStream();
        stream.Write(s_package.Value);
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
        {
            zip?.Invoke(archive);
            if (manifest is not null)
            {
                JsonObject json;
                using (var read = archive.GetEntry("manifest.json")!.Open())
                    json = JsonNode.Parse(read)!.AsObject();
                manifest(json);
                archive.GetEntry("manifest.json")!.Delete();
                using var write = archive.CreateEntry("manifest.json").Open();
                write.Write(Encoding.UTF8.GetBytes(json.ToJsonString()));
            }
        }
        return stream.ToArray();
    }
}
