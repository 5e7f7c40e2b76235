using Recsys.MLNet.Data;
using Recsys.MLNet.Extensibility;
using Recsys.MLNet.ModelBuilder.Training;
using Recsys.MLNet.Models;
using Recsys.MLNet.Tests.Floors;
using Recsys.MLNet.Text.Encoders;

namespace Recsys.MLNet.Tests.Text;

/// <summary>Item texts of several fields through an encoder.</summary>
[TestFixture]
public sealed class EncodedTextTests
{
    private static readonly List<string> Seen = [];

    [SetUp]
    public void Clear() => Seen.Clear();

    [Test]
    public void Templates_put_each_field_in_words_and_leave_out_what_an_item_lacks()
    {
        Fit(new() { Fields = ["title", "brand"], Templates = ["{0}.", "Made by {0}"] });
        Assert.That(Seen, Is.EqualTo(new[] { "pan. Made by Elberg", "cup." }));
    }

    [Test]
    public void Weighted_fields_are_encoded_apart_and_added_up_at_length_one()
    {
        var model = Fit(new() { Fields = ["title", "brand"], Weights = [3, 4] });
        Assert.That(Seen, Is.EqualTo(new[] { "pan", "cup", "Elberg", "" }));
        // The encoder puts p, c and E into a direction each: 3 and 4 at right angles have length 5.
        Assert.That(model.Vectors.Row(0).ToArray(), Is.EqualTo(new[] { 0.6f, 0, 0.8f }).Within(1e-6f));
        Assert.That(model.Vectors.Row(1).ToArray(), Is.EqualTo(new[] { 0f, 1, 0 }).Within(1e-6f), "no brand");
    }

    [Test]
    public void Templates_and_weights_are_one_for_each_field()
    {
        Assert.That(() => Fit(new() { Templates = ["{0}", "{0}"] }), Throws.ArgumentException.With.Message.Contains("holds 2 for 1 fields"));
        Assert.That(() => Fit(new() { Templates = ["title"] }), Throws.ArgumentException.With.Message.Contains("{0}"));
        Assert.That(() => Fit(new() { Weights = [0] }), Throws.ArgumentException.With.Message.Contains("not all 0"));
    }

    private static VectorProfileModel Fit(EncodedTextOptions options)
    {
        var log = Logs.Of("ab");
        log.Catalogue.Set(0, [new("title", FieldValue.Of("pan")), new("brand", FieldValue.Of("Elberg"))]);
        log.Catalogue.Set(1, [new("title", FieldValue.Of("cup"))]);
        var components = new ComponentRegistry();
        components.Register<FirstLetter>("first-letter");
        return (VectorProfileModel)new EncodedTextTrainer(options with { Encoder = new ComponentUse("first-letter") }, components).Fit(log, RunSettings.Default);
    }

    /// <summary>A direction for each first letter.</summary>
    internal sealed class FirstLetter : ITextEncoder
    {
        public string Id => "first-letter";

        public int Dimensions => 3;

        public void Encode(IReadOnlyList<string?> texts, Span<float> vectors, CancellationToken cancellation = default)
        {
            vectors.Clear();
            for (int i = 0; i < texts.Count; i++)
            {
                Seen.Add(texts[i]!);
                vectors[3 * i + (texts[i] is ['p', ..] ? 0 : texts[i] is ['c', ..] ? 1 : 2)] = 1;
            }
        }

        public void Dispose() { }
    }
}
