using Recsys.MLNet.Behavior;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Trainers.BehaviorAttention;

namespace Recsys.MLNet.Tests.Behavior;

[TestFixture, Parallelizable(ParallelScope.All)]
public sealed class SequenceNoiseTests
{
    private static readonly TrainingSequence Told = new(3, [10, 11, 12, 13, 14, 15], [0, 1, 2, 0, 1, 2], [0, 0, 0, 50_000, 90_000_000, 90_000_000], [0, 1, 1, 3, 9, 1]);

    [Test]
    public void Only_behaviours_of_one_time_change_places()
    {
        var random = new RandomStream(1, "noise");
        var firsts = new HashSet<int>();
        for (int i = 0; i < 50; i++)
        {
            var other = SequenceNoise.Apply(Told, 0, shuffleTies: true, gaps: true, random);
            firsts.Add(other.Items[0]);
            Assert.Multiple(() =>
            {
                Assert.That(other.Items[..3], Is.EquivalentTo(new[] { 10, 11, 12 }));
                Assert.That(other.Items[3], Is.EqualTo(13));
                Assert.That(other.Times, Is.EqualTo(Told.Times));
                Assert.That(other.Gaps, Is.EqualTo(new byte[] { 0, (byte)TimeGap.Of(0), (byte)TimeGap.Of(0), (byte)TimeGap.Of(50_000), (byte)TimeGap.Of(90_000_000 - 50_000), (byte)TimeGap.Of(0) }));
                Assert.That(other.Items.Zip(other.Types).All(p => p.Second == (p.First - 10) % 3), "types go with their items");
            });
        }
        Assert.That(firsts, Has.Count.EqualTo(3), "every one of them comes first at times");
    }

    [Test]
    public void What_is_left_out_leaves_order_and_at_least_two()
    {
        var random = new RandomStream(1, "noise");
        int kept = 0;
        for (int i = 0; i < 300; i++)
        {
            var other = SequenceNoise.Apply(Told, 0.4f, shuffleTies: false, gaps: true, random);
            kept += other.Items.Length;
            Assert.That(other.Items, Is.Ordered.And.Length.GreaterThanOrEqualTo(2));
            for (int j = 1; j < other.Items.Length; j++)
                Assert.That(other.Gaps[j], Is.EqualTo(TimeGap.Of(other.Times[j] - other.Times[j - 1])));
        }
        Assert.That(kept / 1800.0, Is.EqualTo(0.62).Within(0.05));
    }
}
